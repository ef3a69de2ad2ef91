import type { Config } from 'jest';
import everything from './jest.config';

/**
 * `npm run test:fast`: what charts, actors and the simulated network do, told within a minute on two cores.
 * What takes long, and needs no watching while one works, is left to `npm test`.
 */
const config: Config = {
  ...everything,
  testMatch: ['<rootDir>/tests/{machines,actors}/**/*.test.ts'],
  testPathIgnorePatterns: [
    // Random charts, by XState and by us; in processes of their own.
    'compiled/.*sameBehaviour',
    'compiled/renamedPrivates',
    // Random values of options, for everybody who takes them.
    'options/everywhere',
    // Random servers, clients and faults.
    'simulated/servers',
    // Ten thousand connections.
    'server/scale',
  ],
  maxWorkers: '100%',
};

export default config;
