import { base } from './jest.config.mjs';

/**
 * Browser tests: the built product, started by the specs themselves, in the system's Chromium. Needs `npm run build` and
 * a Chromium; both are CI's business, so that `npm test` runs on a machine with only Node.
 * @type {import('jest').Config}
 */
export default {
  ...base,
  testMatch: ['<rootDir>/apps/all-in-one/test/console/**/*.e2e-spec.ts'],
  testTimeout: 180_000,
  maxWorkers: 1,
  forceExit: true,
};
