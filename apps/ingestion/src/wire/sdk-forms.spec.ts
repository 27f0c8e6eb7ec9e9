import { gzipSync } from 'node:zlib';
import { aDoor, writeKey } from './wire.spec-support.js';
import type { Door } from './wire.spec-support.js';

const basic = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
const track = { type: 'track', event: 'E', userId: 'u1', properties: { price: 1 } };
const batch = (extra: object = {}) =>
  JSON.stringify({ batch: [track], sentAt: '2026-11-24T12:00:00.000Z', ...extra });
const withKey = batch({ writeKey });
const json = 'application/json';

type Form = [string, string, Record<string, string>, (string | Buffer)[]];

/** What each SDK puts on the wire: path, headers, body (ingest.md 1.1). Parts go out chunked. */
const forms: Form[] = [
  ['analytics-node 3', '/v1/batch', { 'content-type': json, authorization: basic }, [withKey]],
  ['analytics-node 2', '/v1/batch', { 'content-type': json }, [withKey]],
  ['analytics-node legacy', '/v1/batch', { 'content-type': json, authorization: basic }, [batch()]],
  [
    'analytics-next 1.84',
    '/v1/t',
    { 'content-type': 'text/plain', authorization: basic, origin: 'http://shop.example.test:8080' },
    [JSON.stringify({ ...track, writeKey, userId: 'u1', anonymousId: null })],
  ],
  [
    'analytics-next 1.70',
    '/v1/t',
    { 'content-type': 'text/plain' },
    [JSON.stringify({ ...track, writeKey })],
  ],
  [
    'analytics-next batching',
    '/v1/b',
    { 'content-type': 'text/plain' },
    [JSON.stringify({ writeKey, batch: [{ ...track, writeKey }] })],
  ],
  ['analytics-python', '/v1/batch', { 'content-type': json }, [withKey]],
  [
    'analytics-python, gzip',
    '/v1/batch',
    { 'content-type': json, 'content-encoding': 'gzip' },
    [gzipSync(withKey)],
  ],
  ['analytics-go', '/v1/batch', { 'content-type': json, authorization: basic }, [batch({ messageId: 'x' })]],
  ['analytics-ruby', '/v1/import', { 'content-type': json, accept: json, authorization: basic }, [batch()]],
  ['analytics-java', '/v1/import/', { 'content-type': json, authorization: basic }, [withKey]],
  [
    'analytics-php, compressed, key without a colon',
    '/v1/batch',
    {
      'content-type': json,
      'content-encoding': 'gzip',
      authorization: `Basic ${Buffer.from(writeKey).toString('base64')}`,
    },
    [gzipSync(batch())],
  ],
  [
    'analytics-kotlin: text, gzip, chunked',
    '/v1/b',
    { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
    [gzipSync(withKey).subarray(0, 20), gzipSync(withKey).subarray(20)],
  ],
  [
    'analytics-swift',
    '/v1/b',
    { 'content-type': 'application/json; charset=utf-8' },
    [withKey.replaceAll(',', ',\n')],
  ],
  [
    'Analytics-CSharp: no content type',
    '/v1/b',
    { 'content-encoding': 'gzip', accept: 'text/plain' },
    [gzipSync(withKey)],
  ],
  [
    'rudder-sdk-node: a form that carries gzipped JSON',
    '/v1/batch',
    { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip', authorization: basic },
    [gzipSync(batch())],
  ],
  [
    'rudder analytics-js',
    '/v1/track',
    {
      'content-type': 'application/json;charset=UTF-8',
      authorization: basic,
      anonymousid: 'OWQzOGI0ZGM=',
      sentat: '2026-11-23T23:22:37.263Z',
      origin: 'https://shop.example.test',
    },
    [JSON.stringify({ ...track, channel: 'web', originalTimestamp: '2026-11-24T11:59:00.000Z' })],
  ],
  ['a broken content type', '/v1/batch', { 'content-type': ';;;/' }, [withKey]],
  ['a body with a byte order mark', '/v1/batch', { 'content-type': json }, [`\ufeff${withKey}`]],
  ['a key in the query', `/v1/batch?writeKey=${writeKey}`, {}, [batch()]],
  ['a key in the first event', '/v1/batch', {}, [JSON.stringify({ batch: [{ ...track, writeKey }] })]],
  [
    'the beacon of rudder analytics-js',
    `/beacon/v1/batch?writeKey=${writeKey}`,
    { 'content-type': 'text/plain', origin: 'https://shop.example.test' },
    [batch()],
  ],
  ['a bearer key', '/v1/batch/', { authorization: `Bearer ${writeKey}` }, [batch()]],
];

describe('the SDK wire', () => {
  let door: Door;
  beforeAll(async () => (door = await aDoor()));
  beforeEach(() => (door.bus.messages.length = 0));
  afterAll(() => door.close());

  it.each(forms)('takes what %s sends', async (_, path, headers, parts) => {
    const answer = await door.send('POST', path, headers, ...parts);
    expect([answer.status, answer.text]).toEqual([200, '{"success":true}']);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(door.bus.events).toMatchObject([
      { type: 'track', name: 'E', userId: 'u1', properties: { price: 1 } },
    ]);
    expect(door.bus.messages[0]?.value).not.toContain(writeKey);
  });

  it.each([
    ['t', 'track'],
    ['i', 'identify'],
    ['p', 'page'],
    ['s', 'screen'],
    ['g', 'group'],
    ['a', 'alias'],
  ])('serves /v1/%s and /v1/%s with and without a slash, and lets the path decide', async (short, long) => {
    const call = { event: 'E', name: 'Home', userId: 'u', groupId: 'g', previousId: 'p', type: 'other' };
    for (const path of [`/v1/${short}`, `/v1/${short}/`, `/v1/${long}`, `/v1/${long}/`]) {
      const answer = await door.send('POST', path, { authorization: basic }, JSON.stringify(call));
      expect(answer.text).toBe('{"success":true}');
    }
    expect(door.bus.events.map((event) => event.type)).toEqual(Array(4).fill(long));
  });

  it('swallows the metrics of the browser SDK, which bear no key', async () => {
    const answer = await door.send('POST', '/v1/m', { 'content-type': 'text/plain' }, '{"series":[]}');
    expect([answer.status, answer.text]).toEqual([200, '{"success":true}']);
    expect(door.bus.messages).toEqual([]);
  });
});
