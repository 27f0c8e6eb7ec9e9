import unit, { base } from './jest.config.mjs';

/** Real SDKs against the built product, through faults: `npm run test:conformance` after `npm run build`. */
/** @type {import('jest').Config} */
export default {
  ...base,
  globalSetup: unit.globalSetup,
  globalTeardown: unit.globalTeardown,
  testMatch: ['<rootDir>/apps/all-in-one/test/conformance/*.e2e-spec.ts'],
  testTimeout: 120_000,
  maxWorkers: 1,
  // A failed start may leave a process behind; the run ends all the same.
  forceExit: true,
};
