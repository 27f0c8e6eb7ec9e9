import type { AcceptedEvent } from '@rapport/contracts';
import { apiSourceIdOf } from '@rapport/events';
import { publicId } from '@rapport/kernel';
import type { TestWorkspace } from '@rapport/testing';
import type { ProfileView } from '../browse/profile.view.js';
import { type Answer, at, ReadingRoom } from '../browse/reading.spec-support.js';

interface Told {
  messageId: string;
  code: string;
  errors: { field: string; rule: string }[];
}

let room: ReadingRoom;
let shop: TestWorkspace;
let authorization: string;
beforeAll(async () => {
  room = await ReadingRoom.open();
  shop = await room.workspace();
  authorization = await shop.bearer('profiles:write');
});
afterAll(() => room.close());

const post = (ref: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<Told>> =>
  room.call<Told>('POST', `/api/v1/profiles/${ref}/traits`, { authorization, ...headers }, body);
const event = async (messageId: string): Promise<AcceptedEvent | undefined> =>
  (await room.published()).find((one) => one.messageId === messageId);
const person = async (ref: string): Promise<ProfileView> =>
  (await room.get<ProfileView>(shop, `/${ref}?include=traitDetails`)).body;

describe('POST /api/v1/profiles/{ref}/traits', () => {
  it('says it as an identify call of the source API, which wins and loses by its time like any other', async () => {
    await room.apply(shop, { type: 'identify', userId: 'ada', traits: { plan: 'free', old: 1 }, ...at(1) });
    const { status, body } = await post('user_id:ada', {
      set: { plan: 'pro', address: { city: 'Ulm' } },
      unset: ['old'],
    });
    expect(status).toBe(202);
    expect(await event(body.messageId)).toMatchObject({
      type: 'identify',
      userId: 'ada',
      anonymousId: null,
      sourceId: apiSourceIdOf(shop.workspaceId),
      traits: { plan: 'pro', address: { city: 'Ulm' }, old: null },
      context: { active: false, actor: { kind: 'api_key', id: expect.stringMatching(/^key_/) as string } },
      ...{ mode: 'live', flags: [] },
    });
    const ada = await person('user_id:ada');
    expect(ada.traits).toEqual({ plan: 'pro', address: { city: 'Ulm' } });
    const sourceId = publicId('src', apiSourceIdOf(shop.workspaceId));
    expect(ada.traitDetails?.plan).toMatchObject({ value: 'pro', messageId: body.messageId, sourceId });
    expect(ada.lastSeenAt).toBe(at(1).timestamp);
    await room.apply(shop, { type: 'identify', userId: 'ada', traits: { plan: 'late' }, ...at(2) });
    expect((await person('user_id:ada')).traits.plan).toBe('pro');
  });

  it.each([
    ['user_id:new-one', { userId: 'new-one' }],
    ['anonymous_id:New%20Device', { anonymousId: 'New Device' }],
    ['email:New.One%2Bx@Acme.test', {}],
    ['ios.id:4711', {}],
  ])('makes a person of %s, whom nobody has heard of', async (ref, named) => {
    const { body } = await post(ref, { set: { n: 1 } });
    expect(await event(body.messageId)).toMatchObject({ userId: null, anonymousId: null, ...named });
    const { traits, identifiers } = await person(ref);
    expect([traits, identifiers.length]).toEqual([{ n: 1 }, 1]);
  });

  it('files it under the strongest identifier of a profile that is named by its id', async () => {
    await room.apply(shop, {
      type: 'identify',
      userId: 'strong',
      anonymousId: 's',
      traits: { email: 's@x.test' },
      ...at(5),
    });
    const { id } = await person('email:s@x.test');
    const { body } = await post(id, { set: { vip: true } });
    expect(await event(body.messageId)).toMatchObject({ userId: 'strong', anonymousId: null });
    expect((await person(id)).traits).toMatchObject({ vip: true });
    const gone = await post('prf_01m8aedrzke0saffy4bvte387x', { set: { vip: true } });
    expect([gone.status, gone.body.code]).toEqual([404, 'not_found']);
  });

  it('takes the spelling that somebody has, and the given one when nobody has', async () => {
    await post('user_id:lower', { set: { n: 1 } });
    await room.published();
    const { body } = await post('user_id:LOWER', { set: { n: 2 } });
    expect((await event(body.messageId))?.userId).toBe('lower');
    expect((await event((await post('user_id:UPPER', { set: { n: 3 } })).body.messageId))?.userId).toBe(
      'UPPER',
    );
  });

  it('happens once under an Idempotency-Key', async () => {
    const before = (await room.published()).length;
    const once = { 'idempotency-key': 'one' };
    const first = await post('user_id:once', { set: { n: 1 } }, once);
    const again = await post('user_id:once', { set: { n: 1 } }, once);
    expect([first.status, again.status, again.body]).toEqual([202, 202, first.body]);
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect((await post('user_id:once', { set: { n: 2 } }, once)).body.code).toBe('idempotency_key_reused');
    expect((await room.published()).length).toBe(before + 1);
  });

  it('keeps a fraction with too many digits, flagged, as the door does', async () => {
    const { status, body } = await post('user_id:ada', '{"set":{"ratio":0.12345678901234567890123}}');
    expect(status).toBe(202);
    expect((await event(body.messageId))?.flags).toEqual(['number_precision']);
  });

  const deep = '{"a":'.repeat(20) + '1' + '}'.repeat(20);
  it.each([
    ['a whole number that loses digits', '{"set":{"n":9007199254740993}}', 'number_precision', 'set.n'],
    ['a forbidden key', '{"set":{"a":{"__proto__":1}}}', 'forbidden_key', 'set.a.__proto__'],
    ['a forbidden name to unset', '{"unset":["a","__proto__"]}', 'forbidden_key', 'unset[1]'],
    ['a key twice', '{"set":{"a":1,"a":2}}', 'duplicate_key', 'set.a'],
    ['U+0000', '{"set":{"a":"x\\u0000"}}', 'nul_char', 'set.a'],
    ['a lone surrogate', '{"set":{"a":"\\ud800"}}', 'bad_unicode', 'set.a'],
    ['a long text', { set: { a: { b: 'x'.repeat(1025) } } }, 'string_too_long', 'set.a.b'],
    ['a long name', { set: { ['k'.repeat(129)]: 1 } }, 'bad_key', 'set["kkk'],
    ['a long name to unset', { unset: ['k'.repeat(129)] }, 'bad_key', 'unset[0]'],
    ['too deep a nest', `{"set":${deep}}`, 'too_deep', undefined],
    [
      'too much',
      { set: Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`t${n}`, 'x'.repeat(1000)])) },
      'validation_failed',
      'set',
    ],
    ['nothing', {}, 'validation_failed', 'set'],
    ['nothing to set', { set: {}, unset: [] }, 'validation_failed', 'set'],
    ['a list', { set: [1] }, 'validation_failed', 'set'],
    ['another field', { set: { a: 1 }, traits: {} }, 'unknown_field', 'traits'],
    ['a name twice', { set: { a: 1 }, unset: ['a'] }, 'validation_failed', 'unset[0]'],
    ['a name that is none', { unset: [1] }, 'validation_failed', 'unset[0]'],
    ['no body', '', 'empty_body', undefined],
    ['no object', '[]', 'not_an_object', undefined],
    ['no JSON', '{"set":', 'invalid_json', undefined],
  ])('refuses %s, naming the field, and writes nothing', async (_, body, code, field) => {
    const before = (await room.published()).length;
    const answer = await post('user_id:refused', body);
    expect([answer.status, answer.body.code]).toEqual([400, code]);
    if (field !== undefined) expect(answer.body.errors[0]?.field).toContain(field);
    expect((await room.published()).length).toBe(before);
  });

  it.each(['user_id:null', 'group_id:acme', 'loyalty:7', 'nobody', `user_id:${'x'.repeat(257)}`])(
    'makes nobody of %s',
    async (ref) => {
      const answer = await post(ref, { set: { a: 1 } });
      expect([answer.status, answer.body.code]).toEqual([400, 'invalid_reference']);
    },
  );

  it('is for those who may write profiles', async () => {
    const reader = await shop.bearer('profiles:read');
    const answer = await post('user_id:ada', { set: { a: 1 } }, { authorization: reader });
    expect(answer.body.code).toBe('insufficient_scope');
    const url = '/api/v1/profiles/user_id:ada/traits?mode=live';
    const { status, body } = await room.call('POST', url, { authorization }, { set: { a: 1 } });
    expect([status, body.code]).toEqual([400, 'unknown_parameter']);
  });
});
