const spec = '\\.(spec|e2e-spec|contract|spec-support)\\.ts$';
const service = 'ingestion|profiles|messaging|control';

/** What each lib may import, lowest first. Itself is always allowed. */
const mayImport = {
  contracts: [],
  kernel: [],
  conditions: ['contracts', 'kernel'],
  events: ['contracts', 'kernel'],
  config: ['kernel'],
  database: ['kernel', 'config'],
  'event-bus': ['contracts', 'kernel', 'config', 'database'],
  access: ['kernel', 'config', 'database'],
  http: ['kernel', 'config', 'database', 'event-bus', 'access'],
  versioned: ['contracts', 'kernel', 'config', 'database', 'access', 'http'],
};

const libRules = Object.entries(mayImport).map(([lib, lower]) => ({
  name: `${lib}-imports-lower-libs-only`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: spec },
  to: { path: '^(libs|apps|bench)/', pathNot: `^libs/(${[lib, ...lower].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...libRules,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: { path: '^(apps|libs|bench)/' },
      to: { couldNotResolve: true },
    },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'services-never-import-each-other',
      severity: 'error',
      from: { path: `^apps/(${service})/` },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'all-in-one-only-doors',
      severity: 'error',
      from: { path: '^apps/all-in-one/' },
      to: {
        path: `^apps/(${service})/`,
        pathNot:
          '^apps/(ingestion/src/ingestion|profiles/src/profiles|messaging/src/messaging|control/src/control)\\.module\\.ts$',
      },
    },
    {
      name: 'contracts-kernel-and-events-are-pure',
      comment: 'Pure packages only: validation of schemas, ids, time zones, regular expressions.',
      severity: 'error',
      from: { path: '^libs/(contracts|kernel|events)/', pathNot: spec },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional'],
        pathNot: 'node_modules/(ajv|ajv-formats|uuid|@js-temporal/polyfill)/',
      },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: '/domain/', pathNot: spec },
      to: {
        path: '.',
        pathNot:
          '(/domain/|^libs/(contracts|kernel|conditions|events)/|node_modules/(@js-temporal/polyfill|re2js)/)',
      },
    },
    {
      name: 'kafkajs-lives-in-one-room',
      severity: 'error',
      from: { pathNot: `(^libs/event-bus/src/adapters/kafka/|${spec}|^bench/)` },
      to: { path: 'node_modules/kafkajs/' },
    },
    {
      name: 'testing-only-from-specs',
      severity: 'error',
      from: { pathNot: `(^libs/testing/|^bench/|${spec})` },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'console-sees-contracts-only',
      severity: 'error',
      from: { path: '^apps/console/' },
      to: { path: '^(apps|libs|bench)/', pathNot: '^(apps/console|libs/contracts)/' },
    },
    {
      name: 'nothing-imports-bench',
      severity: 'error',
      from: { pathNot: '^bench/' },
      to: { path: '^bench/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^dist/|^apps/console/dist/|^data/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
