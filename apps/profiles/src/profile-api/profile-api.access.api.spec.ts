import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { FixedClock, newId, publicId } from '@rapport/kernel';
import { at, ReadingRoom } from '../browse/reading.spec-support.js';
import { basicOf, Space } from './profile-api.spec-support.js';

const clock = new FixedClock(Date.parse('2026-01-01T13:00:00.000Z'));
const bob = 'users/profiles/user_id:bob';

let room: ReadingRoom;
let space: Space;
beforeAll(async () => {
  room = await ReadingRoom.open(clock);
  space = await Space.open(room, 'profiles:read');
  await room.apply(space.workspace, { userId: 'bob', ...at(1) });
});
beforeEach(() => clock.advance(1000));
afterAll(() => room.close());

describe('who may ask', () => {
  const url = (): string => `${space.path}/${bob}/traits`;
  const outcome = async (headers: Record<string, string>): Promise<[number, string | undefined]> => {
    const { status, body } = await room.call<{ error?: { code: string } }>('GET', url(), headers);
    return [status, body.error?.code];
  };

  it('is an API key, as the user name of Basic or as Bearer, and nothing else', async () => {
    const { workspace } = space;
    const bearer = await workspace.bearer('profiles:read');
    expect(await outcome({ authorization: bearer })).toEqual([200, undefined]);
    const withoutColon = Buffer.from(bearer.slice(7)).toString('base64');
    expect(await outcome({ authorization: `Basic ${withoutColon}` })).toEqual([200, undefined]);
    const writeKey = Buffer.from(`${workspace.writeKey}:`).toString('base64');
    for (const headers of [
      {},
      { authorization: `Basic ${writeKey}` },
      { authorization: 'Basic !!!' },
      { authorization: `${bearer.slice(0, -4)}AAAA` },
      { authorization: await basicOf(workspace, 'events:read') },
      { cookie: (await workspace.session()).cookie, 'rapport-workspace': workspace.publicId },
    ]) {
      expect(await outcome(headers as Record<string, string>)).toEqual([401, 'authentication_error']);
    }
  });

  it('is answered on a real connection as `curl -u sk_…:` makes it', async () => {
    await room.api.app.listen(0, '127.0.0.1');
    const { port } = room.api.app.getHttpServer().address() as AddressInfo;
    const [user = ''] = Buffer.from(space.basic.slice('Basic '.length), 'base64').toString().split(':');
    const path = `${space.path}/users/profiles/user_id:bob/traits?limit=10`;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path, auth: `${user}:` }, resolve)
        .once('error', reject)
        .end();
    });
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(answer.headers['request-id']).toBeTruthy();
    expect(JSON.parse(await text(answer))).toMatchObject({ traits: {}, cursor: { has_more: false } });
  });

  it('sees no space but its own, whose absence looks like that of any other', async () => {
    const other = await room.workspace();
    const texts = new Set<string>();
    for (const foreign of [other.publicId, publicId('wsp', newId()), `acme-${other.workspaceId}`, 'none']) {
      const { status, body } = await space.get(`/v1/spaces/${foreign}/collections/${bob}/traits`);
      expect(status).toBe(404);
      texts.add(JSON.stringify(body));
    }
    expect([...texts]).toEqual(['{"error":{"code":"not_found","message":"Space was not found."}}']);
  });

  it('may ask 100 times a second, all keys of the space together', async () => {
    const busy = await Space.open(room, 'profiles:read');
    const second = await basicOf(busy.workspace, 'profiles:read');
    const ask = (n: number) =>
      busy.get('users/profiles/user_id:x/traits', n % 2 ? { authorization: second } : {});
    const answers = await Promise.all(Array.from({ length: 102 }, (_, n) => ask(n)));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.map(({ body }) => body.error.code)).toEqual(['rate_limit_error', 'rate_limit_error']);
    expect(refused[0]?.headers).toMatchObject({ 'retry-after': '1', 'ratelimit-limit': '100' });
    expect((await space.get(`${bob}/traits`)).status).toBe(200);
    clock.advance(1000);
    expect((await ask(0)).status).toBe(404);
  });
});

describe('what is personal', () => {
  it('is hidden from keys without pii:read, in every answer', async () => {
    const own = await Space.open(room, 'profiles:read');
    const traits = { email: 'secret@x.test', plan: 'pro' };
    await room.apply(own.workspace, {
      type: 'identify',
      userId: 'pii',
      anonymousId: 'pii-a',
      traits,
      ...at(1),
    });
    const authorization = await own.workspace.bearer('profiles:write', 'pii:read');
    const trait = await room.api.app.inject({
      ...{ method: 'PATCH', url: '/api/v1/schema/traits/email', headers: { authorization } },
      payload: { piiClass: 'pii' },
    });
    expect(trait.statusCode).toBe(200);
    const ref = 'users/profiles/user_id:pii';
    const answers = await Promise.all(
      ['traits', 'traits?verbose=true', 'external_ids?limit=1', 'external_ids', 'events'].map((path) =>
        own.get(`${ref}/${path}`),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/secret|c2VjcmV0/);
    expect(answers[0]?.body.traits).toEqual({ email: null, plan: 'pro' });
    for (const path of ['?include=traitDetails', '/identifiers', '/links', '/events', '/identity-changes']) {
      const { status, body } = await room.get(own.workspace, `/user_id:pii${path}`);
      expect([path, status, JSON.stringify(body).includes('secret')]).toEqual([path, 200, false]);
    }
    const sighted = await basicOf(own.workspace, 'profiles:read', 'pii:read');
    const { body } = await own.get(`${ref}/traits`, { authorization: sighted });
    expect(body.traits).toEqual(traits);
  });
});

describe('POST …/external_ids/delete', () => {
  it('detaches one identifier, once and for all', async () => {
    const own = await Space.open(room, 'profiles:write');
    await room.apply(own.workspace, {
      type: 'identify',
      userId: 'del',
      anonymousId: 'del-a',
      traits: { email: 'del@x.test' },
      ...at(1),
    });
    const remove = (body: unknown, ref = 'users/profiles/user_id:del') =>
      own.post(`${ref}/external_ids/delete`, body);
    const done = await remove({ delete_external_ids: [{ id: 'DEL@x.test', type: 'email' }] });
    expect([done.status, done.body]).toEqual([
      200,
      { deleted_external_ids: [{ id: 'DEL@x.test', type: 'email' }] },
    ]);
    expect(done.headers['request-id']).toBeTruthy();
    await room.apply(own.workspace, {
      type: 'identify',
      userId: 'del',
      traits: { email: 'del@x.test' },
      ...at(2),
    });
    const left = await own.get('users/profiles/user_id:del/external_ids');
    expect(left.body.data.map(({ id }) => id)).toEqual(['del-a', 'del']);

    const one = (type: string, id: string) => ({ delete_external_ids: [{ id, type }] });
    const outcomes = [
      await remove(one('email', 'del@x.test')),
      await remove(one('user_id', 'del')),
      await remove(one('group_id', 'g')),
      await remove({ delete_external_ids: [] }),
      await remove({
        delete_external_ids: [
          ...one('email', 'a').delete_external_ids,
          ...one('email', 'b').delete_external_ids,
        ],
      }),
      await remove({}),
      await remove('{'),
      await remove(one('anonymous_id', 'del-a'), 'users/profiles/anonymous_id:del-a'),
      await remove(one('anonymous_id', 'del-a'), 'accounts/profiles/user_id:del'),
      await remove(one('anonymous_id', 'del-a'), 'users/profiles/user_id:nobody'),
    ];
    expect(outcomes.map(({ status, body }) => [status, body.error.code])).toEqual([
      [404, 'eid_not_found'],
      [400, 'bad_request'],
      [400, 'unsupported_eid_type'],
      [400, 'bad_request'],
      [400, 'bad_request'],
      [400, 'bad_request'],
      [400, 'bad_request'],
      [400, 'bad_request'],
      [400, 'bad_request'],
      [404, 'not_found'],
    ]);
    const reader = await basicOf(own.workspace, 'profiles:read');
    const body = one('anonymous_id', 'del-a');
    const asReader = await own.post('users/profiles/user_id:del/external_ids/delete', body, {
      authorization: reader,
    });
    expect([asReader.status, asReader.body.error.code]).toEqual([403, 'forbidden']);
    const asNobody = await own.post('users/profiles/user_id:del/external_ids/delete', body, {
      authorization: '',
    });
    expect([asNobody.status, asNobody.body.error.code]).toEqual([401, 'unauthorized']);
  });
});
