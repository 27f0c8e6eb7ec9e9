import type { ReplayedForm, Verdict } from './replayed-form.spec-support.js';
import { everyType, type Dialect, type ToldCall } from './told-call.spec-support.js';

const basic = (writeKey: string): string => `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
const anonymousHeader = (items: readonly Record<string, unknown>[]): string =>
  Buffer.from((items[0]?.anonymousId as string | undefined) ?? '').toString('base64');
const server: Dialect = { types: everyType, timestamps: 'milliseconds', categories: true };
const mobile: Dialect = { types: everyType, categories: true };
const retried = (status: number): boolean => status >= 500 || status === 429;

/** The members of a call that every SDK names alike. */
function item(call: ToldCall, now: Date, messageId: string): Record<string, unknown> {
  const { n, timestamp, ...fields } = call;
  return {
    ...fields,
    timestamp: timestamp ?? now.toISOString(),
    messageId,
    context: { told: n },
    integrations: {},
  };
}

const named =
  (name: string, version: string): ReplayedForm['item'] =>
  (call, now, messageId) => ({
    ...item(call, now, messageId),
    context: { library: { name, version }, told: call.n },
  });

/** 2xx stores, 429 and 5xx are tried again, what is left is dropped. */
const usual = (status: number): Verdict =>
  status >= 200 && status < 300 ? 'stored' : retried(status) ? 'again' : 'dropped';

const tenTimes = { attempts: 10, pauseMs: (attempt: number) => Math.min(10_000, 100 * 1.5 ** attempt) };
/** Kept on disk until the next flush, again and again. */
const onDisk = { attempts: 1000, pauseMs: () => 300 };

const ruby: ReplayedForm = {
  id: 'analytics-ruby',
  title: 'analytics-ruby',
  version: 'as documented',
  dialect: { ...server, numericIds: true },
  library: 'analytics-ruby',
  needs: '`host`',
  limits: 'Ten retries. Every answer must be a JSON object, refusals too: Rapport’s are.',
  path: () => '/v1/import',
  batch: 5,
  headers: (writeKey) => ({
    'content-type': 'application/json',
    accept: 'application/json',
    authorization: basic(writeKey),
    'user-agent': 'analytics-ruby/2.4.0',
  }),
  // An Integer stays a JSON number, and a page without a name has an empty one.
  item: (call, now, messageId) => ({
    ...named('analytics-ruby', '2.4.0')(call, now, messageId),
    ...(call.userId !== undefined && { userId: Number(call.userId) }),
    ...(call.type === 'page' && { name: call.name ?? '' }),
    options: null,
  }),
  body: ({ items, now }) => JSON.stringify({ sentAt: now.toISOString(), batch: items }),
  judge: (status, text) => {
    if (!isJsonObject(text)) return 'again';
    return status === 200 ? 'stored' : retried(status) ? 'again' : 'dropped';
  },
  ...tenTimes,
};

/** Whole seconds in the server's own zone, as PHP's `date('c')` writes them. */
function inBerlin(iso: string): string {
  const shifted = new Date(Math.floor(Date.parse(iso) / 1000) * 1000 + 7_200_000).toISOString();
  return shifted.replace('.000Z', '+02:00');
}

function php(compressed: boolean): ReplayedForm {
  return {
    id: compressed ? 'analytics-php-gzip' : 'analytics-php',
    title: compressed ? 'analytics-php, `compress_request`' : 'analytics-php',
    version: 'as documented',
    dialect: { ...server, timestamps: 'seconds' },
    library: 'analytics-php',
    needs: '`host`',
    limits: 'Takes exactly 200 for success. Times are cut to whole seconds.',
    path: () => '/v1/batch',
    batch: 5,
    gzip: compressed,
    headers: (writeKey) => ({
      'content-type': 'application/json',
      authorization: basic(writeKey),
      'user-agent': 'analytics-php/3.8.0',
    }),
    item: (call, now, messageId) => {
      const plain = named('analytics-php', '3.8.0')(call, now, messageId);
      return {
        ...plain,
        timestamp: inBerlin(plain.timestamp as string),
        context: { library: { name: 'analytics-php', version: '3.8.0', consumer: 'LibCurl' }, told: call.n },
      };
    },
    body: ({ items, now }) => JSON.stringify({ batch: items, sentAt: inBerlin(now.toISOString()) }),
    judge: (status) =>
      status === 200 ? 'stored' : retried(status) ? 'again' : status >= 400 ? 'dropped' : 'again',
    attempts: 8,
    pauseMs: (attempt) => Math.min(10_000, 100 * 2 ** attempt),
  };
}

type Mobile = Pick<ReplayedForm, 'id' | 'title' | 'version' | 'library' | 'path' | 'judge'> &
  Partial<Pick<ReplayedForm, 'body' | 'gzip' | 'chunked' | 'limits'>> & { headers: Record<string, string> };

/** The SDKs of apps: a queue on disk, sent at each flush until it is taken. */
function mobileForm({ headers, ...given }: Mobile): ReplayedForm {
  return {
    dialect: mobile,
    needs: '`apiHost` (`rapport.example.com/v1`) and `cdnHost` likewise',
    limits: 'Keeps its queue on disk until it is taken.',
    batch: 5,
    headers: (_writeKey, _items, attempt) => ({
      ...headers,
      ...(attempt > 0 && { 'x-retry-count': `${attempt}` }),
    }),
    item: named(given.library, '1.0.0'),
    body: ({ items, now, writeKey }) => JSON.stringify({ batch: items, sentAt: now.toISOString(), writeKey }),
    ...onDisk,
    ...given,
  };
}

const mobileForms: ReplayedForm[] = [
  mobileForm({
    id: 'analytics-kotlin',
    title: 'analytics-kotlin',
    version: '1.24.1',
    library: 'analytics-kotlin',
    path: () => '/v1/b',
    gzip: true,
    chunked: true,
    headers: { 'content-type': 'text/plain' },
    judge: (status) => (status < 300 ? 'stored' : status < 400 || retried(status) ? 'again' : 'dropped'),
  }),
  mobileForm({
    id: 'analytics-swift',
    title: 'analytics-swift',
    version: 'as documented',
    library: 'analytics-swift',
    path: () => '/v1/b',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: ({ items, now, writeKey }) =>
      `{ "batch": [\n${items.map((one) => JSON.stringify(one)).join(',\n')}\n],"sentAt":"${now.toISOString()}","writeKey":"${writeKey}"}`,
    judge: (status) => (status < 300 ? 'stored' : status === 400 ? 'dropped' : 'again'),
  }),
  mobileForm({
    id: 'analytics-csharp',
    title: 'Analytics-CSharp',
    version: 'as documented',
    library: 'Analytics-CSharp',
    path: () => '/v1/b',
    gzip: true,
    headers: { accept: 'text/plain', connection: 'close' },
    judge: (status) => (status >= 300 && status < 400 ? 'again' : usual(status)),
  }),
  mobileForm({
    id: 'analytics-react-native',
    title: '@segment/analytics-react-native',
    version: 'as documented',
    library: '@segment/analytics-react-native',
    path: () => '/v1/b',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    judge: usual,
    limits: 'Keeps its queue on disk; sends nothing until it has its settings, unless `proxy` is set.',
  }),
  mobileForm({
    id: 'analytics-ios',
    title: 'analytics-ios (classic)',
    version: 'as documented',
    library: 'analytics-ios',
    path: () => '/v1/batch',
    gzip: true,
    headers: { 'content-type': 'application/json' },
    judge: (status) => (status >= 300 && status < 400 ? 'again' : usual(status)),
    limits:
      'Keeps its queue on disk. Its settings host is built in: it needs `requestFactory` to reach Rapport.',
  }),
  mobileForm({
    id: 'analytics-android',
    title: 'analytics-android (classic)',
    version: 'as documented',
    library: 'analytics-android',
    path: () => '/v1/import',
    gzip: true,
    chunked: true,
    headers: { 'content-type': 'application/json' },
    judge: usual,
    limits:
      'Keeps its queue on disk. Its settings host is built in: it needs a `connectionFactory` to reach Rapport.',
  }),
];

const classicPaths: Record<string, string> = {
  track: '/v1/t',
  identify: '/v1/i',
  page: '/v1/p',
  screen: '/v1/s',
  group: '/v1/g',
  alias: '/v1/a',
};

const classic: ReplayedForm = {
  ...mobileForm({
    id: 'analytics-js-classic',
    title: 'analytics.js (classic)',
    version: 'as documented',
    library: 'analytics.js',
    path: (call) => classicPaths[call.type] as string,
    headers: { 'content-type': 'text/plain', origin: 'https://shop.example' },
    body: ({ items, now, writeKey }) => JSON.stringify({ ...items[0], writeKey, sentAt: now.toISOString() }),
    judge: usual,
    limits: 'Keeps its queue in localStorage.',
  }),
  needs: '`apiHost`',
  batch: 1,
};

/** Error texts of RudderStack's gateway that its phones act upon; Rapport sends the first for an unknown key only. */
function rudderVerdict(status: number, text: string): Verdict {
  if (status === 200) return 'stored';
  if (status === 404) return 'dropped';
  return /request neither has anonymousId nor userId|invalid write key/i.test(text) ? 'dropped' : 'again';
}

const rudderForms = ['android', 'ios'].map((platform): ReplayedForm => ({
  id: `rudder-sdk-${platform}`,
  title: `rudder-sdk-${platform}`,
  version: 'as documented',
  dialect: mobile,
  library: `com.rudderstack.${platform}.sdk.core`,
  needs: '`dataPlaneUrl`, `controlPlaneUrl`',
  limits: 'Keeps its queue on disk; takes exactly 200 for success.',
  path: () => '/v1/batch',
  batch: 5,
  gzip: true,
  headers: (writeKey, items) => ({
    'content-type': 'application/json',
    authorization: basic(writeKey),
    anonymousid: anonymousHeader(items),
  }),
  item: (call, now, messageId) => {
    const { timestamp, ...rest } = named(`com.rudderstack.${platform}.sdk.core`, '1.0.0')(
      call,
      now,
      messageId,
    );
    return { ...rest, channel: 'mobile', originalTimestamp: timestamp };
  },
  body: ({ items, now }) => {
    const sentAt = now.toISOString();
    return JSON.stringify({ sentAt, batch: items.map((one) => ({ ...one, sentAt })) });
  },
  judge: rudderVerdict,
  ...onDisk,
}));

export const replayedForms: readonly ReplayedForm[] = [
  ruby,
  php(false),
  php(true),
  ...mobileForms,
  classic,
  ...rudderForms,
];

function isJsonObject(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
