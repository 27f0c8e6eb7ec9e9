const swc = (typescript) => [
  '@swc/jest',
  {
    swcrc: false,
    sourceMaps: typescript ? 'inline' : false,
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      keepClassNames: typescript,
      parser: typescript ? { syntax: 'typescript', decorators: true } : { syntax: 'ecmascript' },
      ...(typescript && {
        transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      }),
    },
  },
];

/** Packages that ship ES modules only: Jest runs CommonJS, so they are transformed too. */
const esmOnly = [
  '@nestjs',
  '@segment/analytics-node',
  'es-toolkit',
  '@borewit',
  '@tokenizer',
  'token-types',
  'file-type',
  'strtok3',
  'uint8array-extras',
  'uuid',
  'jose',
  're2js',
  'html-to-text',
  '@selderee',
  'selderee',
  'parseley',
  'leac',
  'peberminta',
  'htmlparser2',
  'domhandler',
  'domutils',
  'dom-serializer',
  'domelementtype',
  'entities',
  'deepmerge',
  'nodemailer',
  'mailparser',
  'react-intl',
  '@formatjs',
  'intl-messageformat',
].join('|');

/** @type {import('jest').Config} */
export const base = {
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/data'],
  transform: {
    '^.+\\.ts$': swc(true),
    [`/node_modules/(${esmOnly})/.+\\.m?js$`]: swc(false),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  moduleNameMapper: {
    '^@rapport/([^/]+)$': '<rootDir>/libs/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
  },
  testTimeout: 30_000,
};

/** @type {import('jest').Config} */
export default {
  ...base,
  testMatch: ['<rootDir>/{apps,libs,bench}/**/*.spec.ts'],
  globalSetup: '<rootDir>/libs/testing/src/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/src/global-teardown.mjs',
  maxWorkers: 2,
};
