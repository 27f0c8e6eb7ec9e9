import type { Fault } from './fault-proxy.spec-support.js';
import type { Dialect } from './told-call.spec-support.js';
import { everyType } from './told-call.spec-support.js';
import type { ReplayedForm } from './replayed-form.spec-support.js';
import { replayedForms } from './replayed-sdks.spec-support.js';

/** How an SDK is brought to send: its own code in a process or a page, or its documented bytes by a client of ours. */
export type Run =
  | { kind: 'process'; tool: 'node' | 'python' | 'go' | 'java'; file: string }
  | { kind: 'page'; page: 'analytics-next' | 'rudder-analytics-js'; delivery: 'standard' | 'batching' }
  | { kind: 'replay'; form: ReplayedForm };

/** One row of docs/guides/sdks.md, and one client of the conformance suite: neither can be without the other. */
export interface Sdk {
  id: string;
  /** Package, as its registry names it. */
  title: string;
  version: string;
  /** Where the version is pinned, so that the two are compared. */
  pinnedIn?: { file: string; as: string };
  run: Run;
  dialect: Dialect;
  /** Properties that the SDK adds to those it was told, by type. */
  adds?: readonly string[];
  /** Leaves out members whose value is null. */
  dropsNulls?: boolean;
  /** Sends all traits it has ever been told with each `identify` and `group`. */
  remembersTraits?: boolean;
  /** Signs with a key of its own (OAuth) instead of showing the write key. */
  signs?: boolean;
  /** Faults that its own rules do not survive; `limits` says so. */
  spare?: readonly Fault[];
  /** What its library calls itself in `context.library`. */
  library: string;
  /** What has to be set, and what of it survives a restart of the server. */
  needs: string;
  limits: string;
}

const node: Dialect = {
  types: everyType,
  timestamps: 'milliseconds',
  categories: true,
  javascript: true,
};
const npm = (name: string) => ({ file: 'package.json', as: name });
const clients = 'apps/all-in-one/test/conformance/clients';
const python = (name: string) => ({ file: `${clients}/python/requirements.txt`, as: name });

const serverSdks: Sdk[] = [
  {
    id: 'analytics-node-3',
    title: '@segment/analytics-node',
    version: '3.1.0',
    pinnedIn: npm('@segment/analytics-node'),
    run: { kind: 'process', tool: 'node', file: 'analytics-node-3.mjs' },
    dialect: node,
    adds: ['category'],
    library: '@segment/analytics-node',
    needs: '`host`',
    limits: 'Ten retries, and 429 pauses it without counting: outlives a restart. Its queue is in memory.',
  },
  {
    id: 'analytics-node-3-oauth',
    title: '@segment/analytics-node, OAuth',
    version: '3.1.0',
    pinnedIn: npm('@segment/analytics-node'),
    run: { kind: 'process', tool: 'node', file: 'analytics-node-3-oauth.mjs' },
    dialect: node,
    adds: ['category'],
    signs: true,
    library: '@segment/analytics-node',
    needs: '`host`; `oauthSettings` with `authServer` = `PUBLIC_URL` + `/oauth`',
    limits: 'As above.',
  },
  {
    id: 'analytics-node-2',
    title: '@segment/analytics-node',
    version: '2.1.3',
    pinnedIn: npm('analytics-node-2'),
    run: { kind: 'process', tool: 'node', file: 'analytics-node-2.mjs' },
    dialect: node,
    adds: ['category'],
    library: '@segment/analytics-node',
    needs: '`host`; `maxRetries: 60`',
    limits:
      'By default three retries within a quarter of a second, which outlive no restart; ignores `Retry-After`.',
  },
  {
    id: 'analytics-node-legacy',
    title: 'analytics-node',
    version: '6.2.0',
    pinnedIn: npm('analytics-node'),
    run: { kind: 'process', tool: 'node', file: 'analytics-node-legacy.mjs' },
    dialect: node,
    spare: ['has its answer cut'],
    library: 'analytics-node',
    needs: '`host`; `retryCount: 9`',
    limits:
      'By default three retries within about a second, which outlive no restart. An answer that breaks off midway counts as failed and is not repeated.',
  },
  {
    id: 'rudder-sdk-node',
    title: '@rudderstack/rudder-sdk-node',
    version: '3.0.13',
    pinnedIn: npm('@rudderstack/rudder-sdk-node'),
    run: { kind: 'process', tool: 'node', file: 'rudder-sdk-node.mjs' },
    dialect: node,
    spare: ['has its answer cut'],
    library: 'analytics-node',
    needs: '`dataPlaneUrl`; `retryCount: 9`; a callback on each call',
    limits:
      'By default three retries within about a second. An answer that breaks off midway counts as failed, and what was queued behind it waits for the next call. Without a callback a refusal (400) ends the process.',
  },
  {
    id: 'analytics-python',
    title: 'segment-analytics-python',
    version: '2.3.4',
    pinnedIn: python('segment-analytics-python'),
    run: { kind: 'process', tool: 'python', file: 'segment_player.py' },
    dialect: { types: everyType, timestamps: 'milliseconds', categories: true },
    library: 'analytics-python',
    needs: '`host`',
    limits:
      'Ten retries: outlives a restart. `float("nan")` makes its whole batch invalid JSON, which is refused.',
  },
  {
    id: 'analytics-python-gzip',
    title: 'segment-analytics-python, `gzip=True`',
    version: '2.3.4',
    pinnedIn: python('segment-analytics-python'),
    run: { kind: 'process', tool: 'python', file: 'segment_gzip_player.py' },
    dialect: { types: everyType, timestamps: 'milliseconds', categories: true },
    library: 'analytics-python',
    needs: '`host`',
    limits: 'As above.',
  },
  {
    id: 'analytics-python-oauth',
    title: 'segment-analytics-python, OAuth',
    version: '2.3.4',
    pinnedIn: python('segment-analytics-python'),
    run: { kind: 'process', tool: 'python', file: 'segment_oauth_player.py' },
    dialect: { types: everyType, timestamps: 'milliseconds', categories: true },
    signs: true,
    library: 'analytics-python',
    needs:
      '`host`; `oauth_auth_server` = `PUBLIC_URL` + `/oauth`; the package `cryptography`, which it does not ask for itself',
    limits: 'As above.',
  },
  {
    id: 'rudder-sdk-python',
    title: 'rudder-sdk-python',
    version: '2.1.9',
    pinnedIn: python('rudder-sdk-python'),
    run: { kind: 'process', tool: 'python', file: 'rudder_player.py' },
    dialect: { types: everyType, timestamps: 'milliseconds', categories: true },
    library: 'analytics-python',
    needs: '`host` (or `dataPlaneUrl`)',
    limits: 'Ten retries: outlives a restart.',
  },
  {
    id: 'analytics-go',
    title: 'github.com/segmentio/analytics-go/v3',
    version: 'v3.2.1',
    pinnedIn: { file: `${clients}/go/go.mod`, as: 'github.com/segmentio/analytics-go/v3' },
    run: { kind: 'process', tool: 'go', file: 'player' },
    dialect: { types: everyType, timestamps: 'milliseconds' },
    library: 'analytics-go',
    needs: '`Endpoint`',
    limits:
      'Ten attempts over 40 s: outlives a restart. `Close` drops what is being tried again; a refusal (400) is repeated ten times.',
  },
  {
    id: 'analytics-java',
    title: 'com.segment.analytics.java:analytics',
    version: '3.5.1',
    pinnedIn: { file: `${clients}/java/pom.xml`, as: 'analytics' },
    run: { kind: 'process', tool: 'java', file: 'Player.java' },
    dialect: { types: everyType, timestamps: 'milliseconds' },
    dropsNulls: true,
    library: 'analytics-java',
    needs: '`endpoint`; `retries(20)`',
    limits:
      'By default three retries, 15 s and more apart (shortened in the suite). Leaves out members that are null, so no trait can be removed with it.',
  },
];

const page: Dialect = {
  types: everyType,
  remembersPerson: true,
  categories: true,
  javascript: true,
};
const pageProperties = ['path', 'referrer', 'search', 'title', 'url', 'name', 'category'];

const deliveries = ['standard', 'batching'] as const;

const segmentPages: Sdk[] = deliveries.map((delivery) => ({
  id: `analytics-next-${delivery}`,
  title: `@segment/analytics-next, ${delivery} delivery`,
  version: '1.84.3',
  pinnedIn: npm('@segment/analytics-next'),
  run: { kind: 'page', page: 'analytics-next', delivery },
  dialect: page,
  adds: pageProperties,
  remembersTraits: true,
  library: 'analytics.js',
  needs:
    delivery === 'standard'
      ? '`cdnURL`; events go to `PUBLIC_URL`'
      : "`cdnURL`; `integrations: {'Segment.io': {deliveryStrategy: {strategy: 'batching'}}}`",
  limits:
    delivery === 'standard'
      ? 'Ten attempts; what is unsent when the page goes waits in localStorage for the next one.'
      : 'Ten attempts; what is unsent when the page goes is sent once more as it unloads, then lost.',
}));

const rudderPages: Sdk[] = deliveries.map((delivery) => ({
  id: `rudder-analytics-js-${delivery}`,
  title: `@rudderstack/analytics-js, ${delivery === 'standard' ? 'one by one' : 'batching'}`,
  version: '3.34.1',
  pinnedIn: npm('@rudderstack/analytics-js'),
  run: { kind: 'page', page: 'rudder-analytics-js', delivery },
  dialect: {
    ...page,
    flatLists: true,
    mergesTraits: true,
    types: everyType.filter((type) => type !== 'screen'),
  },
  adds: [...pageProperties, 'referring_domain', 'tab_url', 'initial_referrer', 'initial_referring_domain'],
  dropsNulls: true,
  remembersTraits: true,
  library: 'RudderLabs JavaScript SDK',
  needs:
    delivery === 'standard'
      ? '`load(writeKey, url, {configUrl: url})`; the `bundled` build, which loads no plugins from its maker'
      : 'likewise; `queueOptions: {batch: {enabled: true}}`',
  limits:
    delivery === 'standard'
      ? 'Its queue is in localStorage. Leaves out members that are null, so no trait can be removed with it, and makes `{}` of a list or a date inside a list. With `useBeacon` no answer is ever seen, so nothing is tried again.'
      : 'As above.',
}));

const replayedSdks: Sdk[] = replayedForms.map((form) => ({
  id: form.id,
  title: form.title,
  version: form.version,
  run: { kind: 'replay', form },
  dialect: form.dialect,
  library: form.library,
  needs: form.needs,
  limits: form.limits,
}));

export const sdks: readonly Sdk[] = [...serverSdks, ...segmentPages, ...rudderPages, ...replayedSdks];
