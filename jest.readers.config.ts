import type { Config } from 'jest';
import everything from './jest.config';

/**
 * `npm run readers`: readers from 10 kB/s to full speed, on real sockets, each with blocks from 1 KB to all in one.
 * It takes some minutes; `npm test` has one of them.
 */
process.env.READERS = 'all';

const config: Config = {
  ...everything,
  roots: ['<rootDir>/tests/actors/connection'],
  testMatch: ['**/slowReaders.test.ts'],
};

export default config;
