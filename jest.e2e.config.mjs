import unit, { base } from './jest.config.mjs';

/** The built product in its own processes, in both modes: `npm run test:e2e` after `npm run build`. */
/** @type {import('jest').Config} */
export default {
  ...base,
  globalSetup: unit.globalSetup,
  globalTeardown: unit.globalTeardown,
  testMatch: [
    '<rootDir>/apps/all-in-one/test/{,hostile/}*.e2e-spec.ts',
    '<rootDir>/apps/profiles/test/*.e2e-spec.ts',
  ],
  testTimeout: 120_000,
  maxWorkers: 1,
  // A failed start may leave a process behind; the run ends all the same.
  forceExit: true,
};
