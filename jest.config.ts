import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  // All of it, or a change of a source would not be seen by `test:watch`.
  roots: ['<rootDir>'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  // Real sockets and processes on a busy machine; a test that waits for nothing fails long before.
  testTimeout: 30_000,
  moduleNameMapper: {
    '^xstate-net$': '<rootDir>/index.ts',
    '^xstate-net/testing$': '<rootDir>/testing/index.ts',
    '^xstate-net/streams$': '<rootDir>/actors/services/streams/index.ts',
    '^xstate-net/backplane$': '<rootDir>/actors/services/backplane/index.ts',
    '^xstate-net/nats$': '<rootDir>/actors/services/nats/index.ts',
    '^xstate-net/client$': '<rootDir>/actors/client/index.ts',
    '^xstate-net/payloads$': '<rootDir>/actors/services/payloads/index.ts',
    '^xstate-net/telemetry$': '<rootDir>/actors/services/telemetry/index.ts',
    '^xstate-net/inspect$': '<rootDir>/actors/services/inspector/index.ts',
  },
  transform: {
    '^.+\\.ts$': 'ts-jest',
  },
};

export default config;
