import { base } from './jest.config.mjs';

/** What needs a real Kafka: `npm run test:kafka`. Fails, and says so, where Java or Maven is missing. */
/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: [
    '<rootDir>/libs/event-bus/**/*.e2e-spec.ts',
    '<rootDir>/apps/all-in-one/test/kafka/*.e2e-spec.ts',
  ],
  globalSetup: '<rootDir>/libs/testing/src/kafka-global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/kafka-global-teardown.mjs',
  testTimeout: 60_000,
  maxWorkers: 2,
};
