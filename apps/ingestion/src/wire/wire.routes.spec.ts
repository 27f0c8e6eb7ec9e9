import { gzipSync } from 'node:zlib';
import { aDoor, aGrant, workspaceId, writeKey } from './wire.spec-support.js';
import type { Door } from './wire.spec-support.js';

const basic = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` };
const item = (given: object = {}) => ({ type: 'track', event: 'E', userId: 'u', messageId: 'm', ...given });
const batchOf = (...items: unknown[]) => JSON.stringify({ batch: items });
const codeOf = (answer: { status: number; json: Record<string, unknown> }) =>
  `${answer.status} ${String(answer.json.code)}`;

describe('POST on the SDK wire', () => {
  let door: Door;
  const post = (body: string | Buffer, headers: Record<string, string> = {}, path = '/v1/batch') =>
    door.send('POST', path, { ...basic, ...headers }, body);
  beforeEach(async () => (door = await aDoor()));
  afterEach(() => door.close());

  it('accepts the good events of a batch and reports the bad ones, in one durable write', async () => {
    const answer = await post(
      batchOf(item({ messageId: 'a' }), item({ userId: '' }), 5, item({ messageId: 'b' })),
    );
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      success: true,
      accepted: 2,
      duplicates: 0,
      rejected: [
        {
          index: 1,
          messageId: 'm',
          code: 'no_identity',
          field: 'batch[1].userId',
          message: expect.any(String) as string,
        },
        { index: 2, messageId: null, code: 'bad_type', field: 'batch[2]', message: 'must be an object' },
      ],
    });
    expect(door.bus.events.map((event) => [event.messageId, event.index])).toEqual([
      ['a', 0],
      ['b', 3],
    ]);
    const [letter] = door.bus.deadLetters;
    expect(letter).toMatchObject({
      origin: 'ingest',
      workspaceId,
      code: 'no_identity',
      field: 'userId',
      messageId: 'm',
    });
    expect(Buffer.from(letter?.payload ?? '', 'base64').toString()).toBe(
      JSON.stringify(item({ userId: '' })),
    );
    expect(door.bus.messages.every((message) => message.headers?.workspace === workspaceId)).toBe(true);
  });

  it('names what it has seen before, and stores it all the same', async () => {
    await post(batchOf(item()));
    const again = await post(
      batchOf(item(), item({ properties: { other: true } }), item({ messageId: 'n' })),
    );
    expect(again.json).toEqual({ success: true, accepted: 1, duplicates: 2, rejected: [] });
    expect(door.bus.events).toHaveLength(4);
  });

  it('does not call an event a duplicate of one that was not stored', async () => {
    door.bus.away = 'unknown';
    expect((await post(batchOf(item()))).status).toBe(503);
    door.bus.away = undefined;
    expect((await post(batchOf(item()))).text).toBe('{"success":true}');
  });

  it('answers only after the write', async () => {
    let write = (): void => undefined;
    door.bus.hold = new Promise((resolve) => (write = resolve));
    let answered = false;
    const answer = post(batchOf(item())).then((given) => {
      answered = true;
      return given;
    });
    await door.send('GET', '/v1/batch', {});
    expect(answered).toBe(false);
    write();
    expect((await answer).status).toBe(200);
  });

  it('says 503 when it cannot store, and whether nothing was written', async () => {
    door.bus.away = 'not_written';
    const refused = await post(batchOf(item()));
    expect(codeOf(refused)).toBe('503 unavailable');
    expect(refused.headers).toMatchObject({ 'x-refused': 'admission', 'access-control-allow-origin': '*' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    door.bus.away = 'unknown';
    expect((await post(batchOf(item()))).headers['x-refused']).toBeUndefined();
  });

  it('notes the first event of a workspace, once', async () => {
    await post(batchOf(item({ userId: '' })));
    expect(door.observed).toEqual([]);
    await post(batchOf(item()));
    await post(batchOf(item()));
    expect(door.observed).toEqual([workspaceId]);
  });

  it('takes an empty batch', async () => {
    expect((await post('{"batch":[]}')).text).toBe('{"success":true}');
    expect(door.bus.messages).toEqual([]);
  });

  it.each<[string, string | Buffer, Record<string, string>, string]>([
    ['an empty body', '', {}, 'empty_body'],
    ['a blank body', ' \n', {}, 'empty_body'],
    ['broken JSON', '{', {}, 'invalid_json'],
    ['a trailing comma', '{"batch":[],}', {}, 'invalid_json'],
    ['NaN', 'NaN', {}, 'invalid_json'],
    ['an array', '[]', {}, 'not_an_object'],
    ['null', 'null', {}, 'not_an_object'],
    ['invalid UTF-8', Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), {}, 'invalid_utf8'],
    ['a million brackets', '['.repeat(1_000_000), {}, 'too_deep'],
    ['no batch', '{}', {}, 'invalid_batch'],
    ['a batch that is no array', '{"batch":{}}', {}, 'invalid_batch'],
    ['two batches', '{"batch":[1],"batch":[1,2]}', {}, 'invalid_batch'],
    ['too many events', `{"batch":[${'0,'.repeat(2500)}0]}`, {}, 'too_many_items'],
    ['a poisoned context', '{"context":{"__proto__":{"a":1}},"batch":[]}', {}, 'invalid_context'],
    [
      'a huge context',
      `{"context":{"a":${JSON.stringify(Array(400).fill('x'.repeat(100)))}},"batch":[]}`,
      {},
      'payload_too_large',
    ],
    ['a body over the limit', Buffer.alloc(4 * 1024 * 1024 + 1, 0x20), {}, 'payload_too_large'],
    [
      'a zip bomb',
      gzipSync(Buffer.alloc(100 * 1024 * 1024)),
      { 'content-encoding': 'gzip' },
      'payload_too_large',
    ],
    [
      'truncated gzip',
      gzipSync(batchOf(item())).subarray(0, 30),
      { 'content-encoding': 'gzip' },
      'invalid_gzip',
    ],
    ['what is not gzip', batchOf(item()), { 'content-encoding': 'gzip' }, 'invalid_gzip'],
    ['an empty gzip body', '', { 'content-encoding': 'gzip' }, 'empty_body'],
    ['gzip twice', gzipSync(''), { 'content-encoding': 'gzip, gzip' }, 'unsupported_encoding'],
    ['brotli', '{}', { 'content-encoding': 'br' }, 'unsupported_encoding'],
    ['an unknown key', batchOf(item()), { authorization: 'Basic d2tfbm9ib2R5Og==' }, 'invalid_write_key'],
    ['unreadable credentials', batchOf(item()), { authorization: 'Basic !!!' }, 'invalid_write_key'],
    ['a bearer token', batchOf(item()), { authorization: 'Bearer' }, 'invalid_write_key'],
    ['a secret key', batchOf(item()), { authorization: 'Bearer sk_key_secret' }, 'wrong_key_kind'],
  ])('refuses %s with 400', async (_, body, headers, code) => {
    const answer = await post(body, headers);
    expect(codeOf(answer)).toBe(`400 ${code}`);
    expect(answer.json).toEqual({
      success: false,
      code,
      message: expect.any(String) as string,
      error: expect.any(String) as string,
    });
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(door.bus.messages).toEqual([]);
  });

  it('refuses a body that shows too late that it is too large, and survives', async () => {
    const part = Buffer.alloc(1024 * 1024, 0x20);
    const answer = await door.send('POST', '/v1/b', basic, part, part, part, part, part);
    expect(codeOf(answer)).toBe('400 payload_too_large');
    expect((await post(batchOf(item()))).status).toBe(200);
  });

  it('sets a bomb aside and takes its neighbours', async () => {
    const bomb = `{"a":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    const answer = await post(
      `{"batch":[${JSON.stringify(item({ messageId: 'a' }))},${bomb},${'['.repeat(17)}${']'.repeat(17)}]}`,
    );
    expect(answer.json).toMatchObject({
      accepted: 1,
      rejected: [{ code: 'too_deep' }, { code: 'bad_type' }],
    });
  });

  it('needs a key from somewhere, and header before body', async () => {
    const bare = await door.send('POST', '/v1/batch', {}, batchOf(item()));
    expect(bare.text).toBe(
      '{"success":false,"code":"invalid_write_key","message":"invalid write key","error":"invalid write key"}',
    );
    const body = JSON.stringify({ batch: [item()], writeKey: 'wk_other' });
    expect((await door.send('POST', '/v1/batch', basic, body)).status).toBe(200);
    expect((await door.send('POST', '/v1/batch', { authorization: 'Basic Og==' }, body)).status).toBe(400);
  });

  it('answers any other method with 400 and says which to use', async () => {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const answer = await door.send(method, '/v1/track/', {});
      expect(answer.status).toBe(400);
      expect(answer.headers.allow).toBe('POST, OPTIONS');
    }
  });

  it('answers beside the paths of SDKs with 404 in the same shape, readable for a page', async () => {
    for (const path of ['/v1/x', '/v1/', '/v1/batch/x', '/beacon/v1/t', '/pixel/v1/track/x', '/v1/pixel']) {
      const answer = await door.send(
        'POST',
        path,
        { ...basic, origin: 'https://shop.test' },
        batchOf(item()),
      );
      expect([path, codeOf(answer)]).toEqual([path, '404 not_found']);
      expect(answer.headers['access-control-allow-origin']).toBe('https://shop.test');
    }
    for (const path of ['/V1/batch', '/beacon', '/x']) {
      expect((await door.send('POST', path, basic, batchOf(item()))).json.success).toBeUndefined();
    }
    expect(door.bus.messages).toEqual([]);
  });

  it('answers too long a URL in its own shape', async () => {
    const answer = await door.send('POST', `/v1/batch?x=${'y'.repeat(8200)}`, basic, batchOf(item()));
    expect(codeOf(answer)).toBe('400 uri_too_long');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  it('never sends X-RateLimit headers', async () => {
    expect(
      Object.keys((await post(batchOf(item()))).headers).filter((name) => /ratelimit/i.test(name)),
    ).toEqual([]);
  });
});

describe('CORS on the SDK wire', () => {
  let door: Door;
  beforeAll(async () => {
    door = await aDoor({ [writeKey]: aGrant(), wk_pages: aGrant({ allowedOrigins: ['https://shop.test'] }) });
  });
  afterAll(() => door.close());

  it('answers a preflight, with Authorization by name and whatever else was asked for', async () => {
    const answer = await door.send('OPTIONS', '/v1/t', {
      origin: 'https://shop.test',
      'access-control-request-method': 'POST',
      'access-control-request-headers':
        'AnonymousId, SentAt, Authorization, X-Retry-Count, Rsa-Retry-Attempt',
    });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://shop.test',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers':
        'Authorization, Content-Type, Content-Encoding, AnonymousId, SentAt, X-Retry-Count, Rsa-Retry-Attempt',
      'access-control-max-age': '900',
      vary: 'Origin',
    });
  });

  it('lets a page read an error and its Retry-After', async () => {
    const answer = await door.send('POST', '/v1/t', { origin: 'null' }, '{');
    expect(answer.status).toBe(400);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'null',
      'access-control-expose-headers': 'Retry-After',
    });
  });

  it('takes events only from the pages that a source names, and from servers', async () => {
    const body = JSON.stringify({ ...item(), writeKey: 'wk_pages' });
    const from = async (headers: Record<string, string>) =>
      codeOf(await door.send('POST', '/v1/t', headers, body));
    expect(await from({ origin: 'https://evil.test' })).toBe('400 origin_not_allowed');
    expect(await from({ origin: 'https://shop.test' })).toBe('200 undefined');
    expect(await from({})).toBe('200 undefined');
  });
});

describe('a workspace with a quota', () => {
  it('is told to wait, whichever of its sources sends', async () => {
    const other = aGrant({ sourceId: '00000000-0000-7000-8000-000000000009' });
    const grants = { [writeKey]: aGrant(), wk_other: other };
    const door = await aDoor(grants, [], { workspaceEventsPerSecond: 10 });
    const send = (key: string) =>
      door.send('POST', '/v1/batch', { authorization: `Bearer ${key}` }, batchOf(...Array(30).fill(item())));
    expect((await send(writeKey)).status).toBe(200);
    const refused = await send('wk_other');
    expect([codeOf(refused), refused.headers['retry-after']]).toEqual(['429 rate_limited', '2']);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    door.clock.advance(2001);
    expect((await send('wk_other')).status).toBe(200);
    await door.close();
  });
});

describe('a source with a quota', () => {
  it('is told to wait as long as its debt lasts', async () => {
    const door = await aDoor({ [writeKey]: aGrant({ rateLimit: { eventsPerSecond: 10 } }) });
    const batch = batchOf(...Array.from({ length: 50 }, (_, i) => item({ messageId: `m${i}` })));
    const post = () => door.send('POST', '/v1/batch', basic, batch);
    expect((await post()).status).toBe(200);
    const refused = await post();
    expect([refused.status, refused.headers['retry-after'], refused.json]).toEqual([
      429,
      '4',
      { success: false, code: 'rate_limited', message: 'too many requests', error: 'rate_limited' },
    ]);
    door.clock.advance(4001);
    expect((await post()).status).toBe(200);
    await door.close();
  });
});
