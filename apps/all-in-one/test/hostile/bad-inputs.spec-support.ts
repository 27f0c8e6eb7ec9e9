import { gzipSync } from 'node:zlib';
import { hostileValues } from '@rapport/testing';
import type { RawRequest } from './raw-client.spec-support.js';

/** One input of the corpus (security.md 4.3) and the answer it must get. */
export interface BadInput {
  category: string;
  name: string;
  request: RawRequest;
  status: number;
  code?: string;
}

export interface Keys {
  writeKey: string;
  apiKey: string;
  sourceId: string;
}

const brackets = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const item = (fields: string): string => `{"type":"track","event":"E","userId":"u"${fields && `,${fields}`}}`;
const batch = (...items: string[]): string => `{"batch":[${items.join()}]}`;

/** Refused as a whole on the SDK wire: 400 in its own shape, and nothing written. */
export function refusedRequests({ writeKey, apiKey }: Keys): BadInput[] {
  const basic = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
  const wire = (
    category: string,
    name: string,
    code: string,
    body: RawRequest['body'],
    headers: Record<string, string> = {},
    path = '/v1/batch',
  ): BadInput => ({
    category,
    name,
    request: { path, headers: { ...basic, ...headers }, body },
    status: 400,
    code,
  });
  const gzip = { 'content-encoding': 'gzip' };
  return [
    wire('A', 'an empty body', 'empty_body', ''),
    wire('A', 'spaces', 'empty_body', ' \r\n\t'),
    wire('A', 'an open brace', 'invalid_json', '{'),
    wire('A', 'a trailing comma', 'invalid_json', '{"batch":[],}'),
    wire('A', 'NaN', 'invalid_json', 'NaN'),
    wire('A', 'single quotes', 'invalid_json', "{'batch':[]}"),
    wire('A', 'a comment', 'invalid_json', '{"batch":[]/**/}'),
    wire('A', 'two documents', 'invalid_json', '{"batch":[]}{"batch":[]}'),
    wire('A', 'a control character in text', 'invalid_json', '{"batch":["\u0001"]}'),
    wire('A', 'a form', 'invalid_json', 'batch=1&writeKey=x', {
      'content-type': 'application/x-www-form-urlencoded',
    }),
    wire('A', 'XML', 'invalid_json', '<batch/>', { 'content-type': 'text/xml' }),
    wire('A', 'an array', 'not_an_object', '[]'),
    wire('A', 'a number', 'not_an_object', '5'),
    wire('A', 'null', 'not_an_object', 'null'),
    wire('A', 'invalid UTF-8', 'invalid_utf8', Buffer.from([0x7b, 0xc3, 0x28, 0x7d])),
    wire(
      'A',
      'UTF-16',
      'invalid_utf8',
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('{}', 'utf16le')]),
    ),
    wire('A', 'an overlong encoding', 'invalid_utf8', Buffer.from([0x22, 0xc0, 0x80, 0x22])),
    wire('A', 'an unreadable credential', 'invalid_write_key', batch(), { authorization: 'Basic !!!' }),
    wire('A', 'a bare Bearer', 'invalid_write_key', batch(), { authorization: 'Bearer' }),
    wire('A', 'an unknown key', 'invalid_write_key', batch(), { authorization: 'Bearer wk_nobody' }),
    wire('B', 'a key with a NUL', 'invalid_context', '{"writeKey":"wk_\\u0000","batch":[]}', {
      authorization: 'Basic Og==',
    }),
    wire('A', 'a body above the cap', 'payload_too_large', Buffer.alloc(4 * 1024 * 1024 + 1, 0x20)),
    wire(
      'A',
      'a chunked body above the cap',
      'payload_too_large',
      Array<Buffer>(6).fill(Buffer.alloc(1024 * 1024, 0x20)),
    ),
    wire('B', 'depth 1,000,000', 'too_deep', '['.repeat(1_000_000)),
    wire('B', 'depth 100,000, closed', 'too_deep', brackets(100_000)),
    wire('B', 'no batch', 'invalid_batch', '{}'),
    wire('B', 'a batch that is text', 'invalid_batch', '{"batch":"[]"}'),
    wire('B', 'two batches', 'invalid_batch', '{"batch":[1],"batch":[1,2]}'),
    wire('B', '2,501 items', 'too_many_items', `{"batch":[${'0,'.repeat(2500)}0]}`),
    wire(
      'B',
      'a prototype beside the batch',
      'invalid_context',
      '{"context":{"__proto__":{"polluted":1}},"batch":[]}',
    ),
    wire('B', 'a NUL beside the batch', 'invalid_context', '{"context":{"a":"\\u0000"},"batch":[]}'),
    wire('C', 'a bomb of 100 MiB', 'payload_too_large', gzipSync(Buffer.alloc(100 * 1024 * 1024)), gzip),
    wire(
      'C',
      '10 MB of bombs, member after member',
      'payload_too_large',
      Buffer.concat(Array<Buffer>(100).fill(gzipSync(Buffer.alloc(100 * 1024 * 1024)))).subarray(
        0,
        4_000_000,
      ),
      gzip,
    ),
    wire('C', 'a truncated stream', 'invalid_gzip', gzipSync(batch(item(''))).subarray(0, 24), gzip),
    wire('C', 'a bad sum', 'invalid_gzip', withBadSum(gzipSync(batch(item('')))), gzip),
    wire('C', 'no gzip at all', 'invalid_gzip', batch(item('')), gzip),
    wire('C', 'gzip twice', 'unsupported_encoding', gzipSync(''), { 'content-encoding': 'gzip, gzip' }),
    wire('C', 'brotli', 'unsupported_encoding', '{}', { 'content-encoding': 'br' }),
    wire('C', 'deflate', 'unsupported_encoding', '{}', { 'content-encoding': 'deflate' }),
    wire('C', 'zstd', 'unsupported_encoding', '{}', { 'content-encoding': 'zstd' }),
    wire('F', 'a secret key', 'wrong_key_kind', batch(), { authorization: `Bearer ${apiKey}` }),
    {
      category: 'F',
      name: 'no key',
      request: { path: '/v1/track', body: item('') },
      status: 400,
      code: 'invalid_write_key',
    },
    {
      category: 'Q',
      name: 'GET',
      request: { method: 'GET', path: '/v1/batch' },
      status: 400,
      code: 'method_not_allowed',
    },
    {
      category: 'Q',
      name: 'DELETE',
      request: { method: 'DELETE', path: '/v1/track/' },
      status: 400,
      code: 'method_not_allowed',
    },
  ];
}

/** Turned away on the management API, each with the status that names its fault; nothing is written. */
export function refusedCalls({ writeKey, apiKey, sourceId }: Keys): BadInput[] {
  const bearer = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const call = (
    category: string,
    name: string,
    status: number,
    code: string | undefined,
    request: Partial<RawRequest>,
  ): BadInput => ({
    category,
    name,
    request: { path: '/api/v1/events', ...request, headers: { ...bearer, ...request.headers } },
    status,
    code,
  });
  const events = (...items: string[]): string => `{"sourceId":"${sourceId}","events":[${items.join()}]}`;
  return [
    call('A', 'an empty body', 400, 'empty_body', {}),
    call('A', 'broken JSON', 400, 'invalid_json', { body: '{' }),
    call('A', 'an array', 400, 'not_an_object', { body: '[]' }),
    call('A', 'invalid UTF-8', 400, 'invalid_utf8', { body: Buffer.from([0x7b, 0xc3, 0x28, 0x7d]) }),
    call('A', 'another content type', 415, 'unsupported_media_type', {
      body: '{}',
      headers: { 'content-type': 'text/plain' },
    }),
    call('A', 'a body above the cap', 413, 'payload_too_large', {
      body: Buffer.alloc(1024 * 1024 + 1, 0x20),
    }),
    call('A', 'a long address', 414, 'uri_too_long', {
      method: 'GET',
      path: `/api/v1/events?event=${'x'.repeat(9000)}`,
    }),
    call('A', 'another method', 405, 'method_not_allowed', { method: 'DELETE' }),
    call('B', 'depth 5,000', 400, 'too_deep', { body: `{"a":${brackets(5000)}}` }),
    call('B', 'a prototype', 400, undefined, { body: '{"__proto__":{"polluted":1}}' }),
    call('B', 'a key twice', 400, undefined, { body: '{"mode":"live","mode":"live"}' }),
    call('B', 'a NUL', 400, 'nul_char', {
      body: events(item('"x":"\\u0000"')).replace('"events"', '"a\\u0000":1,"events"'),
    }),
    call('B', 'an unknown field', 400, 'unknown_field', {
      body: `{"sourceId":"${sourceId}","events":[${item('')}],"tenant_id":1}`,
    }),
    call('B', '501 events', 400, 'validation_failed', { body: events(...Array<string>(501).fill(item(''))) }),
    call('C', 'a bomb', 413, 'payload_too_large', {
      body: gzipSync(Buffer.alloc(100 * 1024 * 1024)),
      headers: { 'content-encoding': 'gzip' },
    }),
    call('C', 'gzip twice', 415, 'unsupported_media_type', {
      body: gzipSync('{}'),
      headers: { 'content-encoding': 'gzip, gzip' },
    }),
    call('C', 'brotli', 415, 'unsupported_media_type', { body: '{}', headers: { 'content-encoding': 'br' } }),
    call('F', 'no credential', 401, 'unauthenticated', { body: '{}', headers: { authorization: '' } }),
    call('F', 'an unknown key', 401, 'unauthenticated', {
      body: '{}',
      headers: { authorization: 'Bearer sk_nobody_nothing' },
    }),
    call('F', 'a write key where an API key belongs', 403, 'wrong_key_kind', {
      method: 'GET',
      path: '/api/v1/profiles',
      headers: { authorization: `Bearer ${writeKey}` },
    }),
    call('F', 'a source of nobody', 422, 'unknown_ref', {
      body: events(item('')).replace(sourceId, 'src_00000000000000000000000000'),
    }),
    call('L', 'SQL for a sort', 400, undefined, { method: 'GET', path: '/api/v1/profiles?sort=name%3B--' }),
    call('L', 'SQL for a cursor', 400, 'invalid_cursor', {
      method: 'GET',
      path: '/api/v1/events?cursor=%27%20OR%201%3D1--',
    }),
    call('Q', 'a doubled slash', 404, 'not_found', { method: 'GET', path: '//api/v1/events' }),
    call('Q', 'another case', 404, 'not_found', { method: 'GET', path: '/API/v1/events' }),
    call('Q', 'an encoded slash', 404, 'not_found', { method: 'GET', path: '/api%2fv1/events' }),
    call('Q', 'a method override', 405, 'method_not_allowed', {
      method: 'PUT',
      headers: { 'x-http-method-override': 'GET' },
    }),
    call('Q', 'HEAD without a credential', 401, undefined, {
      method: 'HEAD',
      headers: { authorization: '' },
    }),
  ];
}

/** Items that are set aside with a code while the request gets 200: the fault, and how the item says it. */
export const quarantinedItems: readonly { name: string; text: string; code: string }[] = [
  { name: 'depth 17', text: item(`"properties":{"a":${brackets(17)}}`), code: 'too_deep' },
  { name: 'depth 5,000', text: item(`"properties":{"a":${brackets(5000)}}`), code: 'too_deep' },
  {
    name: 'an event of 33 KB',
    text: item(`"properties":{"a":${JSON.stringify(Array(5).fill('x'.repeat(7000)))}}`),
    code: 'event_too_large',
  },
  {
    name: '1,001 keys',
    text: item(`"properties":{${Array.from({ length: 1001 }, (_, i) => `"k${i}":1`).join()}}`),
    code: 'too_many_keys',
  },
  { name: 'a key of 129 characters', text: item(`"properties":{"${'k'.repeat(129)}":1}`), code: 'bad_key' },
  {
    name: 'text of 8,193 characters',
    text: item(`"properties":{"a":"${'x'.repeat(8193)}"}`),
    code: 'string_too_long',
  },
  {
    name: 'a trait of 1,025 characters',
    text: `{"type":"identify","userId":"u","traits":{"a":"${'x'.repeat(1025)}"}}`,
    code: 'string_too_long',
  },
  { name: 'a NUL in a value', text: item('"properties":{"a":"\\u0000"}'), code: 'nul_char' },
  { name: 'a NUL in a key', text: item('"properties":{"\\u0000":1}'), code: 'nul_char' },
  { name: 'a NUL in the userId', text: '{"type":"track","event":"E","userId":"u\\u0000"}', code: 'nul_char' },
  { name: 'half a surrogate pair', text: item('"properties":{"a":"\\ud800"}'), code: 'bad_unicode' },
  {
    name: 'a 17-digit integer',
    text: item('"properties":{"a":12345678901234567}'),
    code: 'number_precision',
  },
  { name: 'an endless number', text: item('"properties":{"a":1e400}'), code: 'number_range' },
  { name: 'a key twice', text: item('"properties":{"a":1,"a":2}'), code: 'duplicate_key' },
  {
    name: 'a prototype in traits',
    text: '{"type":"identify","userId":"u","traits":{"__proto__":{"polluted":1}}}',
    code: 'forbidden_key',
  },
  { name: 'a prototype at the top', text: item('"__proto__":{"polluted":1}'), code: 'forbidden_key' },
  {
    name: 'a constructor in context',
    text: item('"context":{"constructor":{"prototype":{}}}'),
    code: 'forbidden_key',
  },
  { name: 'no identity', text: '{"type":"track","event":"E"}', code: 'no_identity' },
  {
    name: 'an identity of spaces',
    text: '{"type":"track","event":"E","userId":" ","anonymousId":""}',
    code: 'no_identity',
  },
  { name: 'an unknown type', text: '{"type":"purchase","userId":"u"}', code: 'bad_type' },
  { name: 'no event name', text: '{"type":"track","userId":"u"}', code: 'bad_type' },
  {
    name: 'an object as userId',
    text: '{"type":"track","event":"E","userId":{"$ne":null}}',
    code: 'bad_type',
  },
  {
    name: 'a userId of 257 characters',
    text: `{"type":"track","event":"E","userId":"${'u'.repeat(257)}"}`,
    code: 'string_too_long',
  },
  { name: 'a number in place of an item', text: '5', code: 'bad_type' },
  { name: 'null in place of an item', text: 'null', code: 'bad_type' },
  { name: 'a messageId with spaces', text: item('"messageId":"a b"'), code: 'bad_type' },
];

/** What is odd but kept. */
export const keptOddities: readonly { name: string; text: string; flag: string }[] = [
  {
    name: 'an event of next year',
    text: item('"timestamp":"2199-01-01T00:00:00Z"'),
    flag: 'clock_out_of_range',
  },
  { name: 'a time that is none', text: item('"timestamp":"2015-2-02T00:30:08.276Z"'), flag: 'bad_timestamp' },
  {
    name: 'an id that identifies nobody',
    text: '{"type":"track","event":"E","userId":"null","anonymousId":"a-real-one"}',
    flag: 'blocked_id',
  },
  { name: 'properties that are none', text: item('"properties":"none"'), flag: 'not_an_object' },
  {
    name: 'a fraction with too many digits',
    text: item('"properties":{"a":0.12345678901234567891}'),
    flag: 'number_precision',
  },
];

/** Every hostile value in every usual place of an item. */
export function hostileBatch(id: (index: number) => string): string {
  const items = hostileValues.flatMap((value, index) => [
    `{"type":"track","messageId":"${id(index)}-p","userId":"hostile","event":"E","properties":{"a":${value}}}`,
    `{"type":"identify","messageId":"${id(index)}-t","userId":"hostile","traits":{"a":${value}}}`,
    `{"type":"track","messageId":"${id(index)}-u","anonymousId":"hostile","event":"E","userId":${value}}`,
    `{"type":"track","messageId":"${id(index)}-s","userId":"hostile","event":"E","timestamp":${value},"context":${value}}`,
  ]);
  return batch(...items);
}

function withBadSum(zipped: Buffer): Buffer {
  const bad = Buffer.from(zipped);
  bad.writeUInt32LE((bad.readUInt32LE(bad.length - 8) ^ 1) >>> 0, bad.length - 8);
  return bad;
}
