import { ReadingRoom } from '../browse/reading.spec-support.js';
import { defaultSettings, type PolicySettings, sumOfLimits } from './domain/policy-settings.js';
import { PolicyShop, settingsWith } from './policy.spec-support.js';

type Shown = PolicySettings & { version: number; changedAt: string; changedBy: object };
interface Problem {
  code: string;
  errors: { field: string; rule: string; message: string }[];
  current: { etag: string; changedBy: object };
}

let room: ReadingRoom;
let shop: PolicyShop;
beforeAll(async () => {
  room = await ReadingRoom.open();
});
beforeEach(async () => {
  shop = await PolicyShop.open(room);
});
afterAll(() => room.close());

const get = () => shop.call<Shown>('GET', '/identity-policy');
const put = (body: unknown, headers: Record<string, string> = { 'if-match': '*' }) =>
  shop.call<Problem>('PUT', '/identity-policy', body, headers);
const withType = (given: Partial<PolicySettings['types'][number]>): PolicySettings => ({
  ...defaultSettings,
  types: [...defaultSettings.types, { type: 'loyalty.number', limit: 5, paths: [], enabled: true, ...given }],
});
const edited = (type: string, given: object): PolicySettings => ({
  ...defaultSettings,
  types: defaultSettings.types.map((one) => (one.type === type ? { ...one, ...given } : one)),
});

describe('/api/v1/identity-policy', () => {
  it('shows the default as version 1 before anybody has changed anything', async () => {
    const { status, body, headers } = await get();
    expect([status, typeof headers.etag]).toEqual([200, 'string']);
    expect(body).toEqual({
      ...defaultSettings,
      version: 1,
      changedAt: expect.any(String) as string,
      changedBy: { kind: 'system', id: null, name: 'Rapport' },
    });
    expect(sumOfLimits(body)).toBe(65);
  });

  it('stores a change at once, with who made it, and keeps what was before', async () => {
    const settings = settingsWith({ hubThreshold: 10, blockedValues: [' "Test" ', 'test', 'N.N.'] });
    const { body: before, headers } = await get();
    const changed = await put(settings, { 'if-match': String(headers.etag) });
    expect(changed.status).toBe(202);
    expect(changed.headers.location).toMatch(/^\/api\/v1\/operations\/profiles\/opr_/);
    const { body, headers: now } = await get();
    expect(body).toMatchObject({ version: 2, hubThreshold: 10, blockedValues: ['n.n.', 'test'] });
    expect([changed.headers.etag, body.changedBy]).toEqual([
      now.etag,
      expect.objectContaining({ kind: 'api_key' }),
    ]);
    const { body: versions } = await shop.call<{ data: Shown[] }>('GET', '/identity-policy/versions');
    expect(versions.data).toEqual([body, before]);
    const { body: first } = await shop.call<{ data: Shown[]; nextCursor: string }>(
      'GET',
      '/identity-policy/versions?limit=1',
    );
    const { body: second } = await shop.call<{ data: Shown[]; nextCursor: null }>(
      'GET',
      `/identity-policy/versions?limit=1&cursor=${first.nextCursor}`,
    );
    expect([first.data, second.data, second.nextCursor]).toEqual([[body], [before], null]);
  });

  it('is changed by whoever has seen what is there: 428 without If-Match, 412 when it is stale', async () => {
    const { headers } = await get();
    const missing = await put(settingsWith({ hubThreshold: 9 }), {});
    expect([missing.status, missing.body.code]).toEqual([428, 'if_match_required']);
    await shop.change(settingsWith({ hubThreshold: 10 }));
    const stale = await put(settingsWith({ hubThreshold: 11 }), { 'if-match': String(headers.etag) });
    expect([stale.status, stale.body.code]).toEqual([412, 'stale_revision']);
    expect(stale.body.current).toMatchObject({
      etag: (await get()).headers.etag,
      changedBy: { kind: 'api_key' },
    });
    expect((await get()).body).toMatchObject({ version: 2, hubThreshold: 10 });
  });

  it('makes no version of what is there already', async () => {
    await shop.change(settingsWith({ hubThreshold: 10 }));
    await shop.change(settingsWith({ hubThreshold: 10 }));
    expect((await get()).body.version).toBe(2);
  });

  it.each<[string, unknown, string, string]>([
    ['no types', { ...defaultSettings, types: undefined }, 'types', 'required'],
    [
      'a list without email',
      { ...defaultSettings, types: defaultSettings.types.slice(0, 2) },
      'types',
      'required',
    ],
    ['a name with capitals', withType({ type: 'Loyalty' }), 'types[13].type', 'pattern'],
    ['a name with spaces', withType({ type: 'a b' }), 'types[13].type', 'pattern'],
    ['a group as a person', withType({ type: 'group_id' }), 'types[13].type', 'pattern'],
    ['a type twice', withType({ type: 'phone' }), 'types[13].type', 'duplicate'],
    ['a limit of nothing', withType({ limit: 0 }), 'types[13].limit', 'minimum'],
    ['a limit that is no number', withType({ limit: '5' as never }), 'types[13].limit', 'type'],
    ['more identifiers than a profile holds', withType({ limit: 36 }), 'types', 'maximum'],
    [
      'an alias class too large for the sum',
      { ...defaultSettings, largestAliasClass: 41 },
      'types',
      'maximum',
    ],
    ['two user ids', edited('user_id', { limit: 2 }), 'types[0].limit', 'maximum'],
    ['no user ids', edited('user_id', { enabled: false }), 'types[0].enabled', 'enum'],
    ['no anonymous ids', edited('anonymous_id', { enabled: false }), 'types[1].enabled', 'enum'],
    [
      'emails from elsewhere',
      edited('email', { paths: ['properties.email'] }),
      'types[2].paths',
      'max_items',
    ],
    ['a path into nowhere', withType({ paths: ['context.ip'] }), 'types[13].paths[0]', 'pattern'],
    ['a path to all traits', withType({ paths: ['traits'] }), 'types[13].paths[0]', 'pattern'],
    ['a hub of one', { ...defaultSettings, hubThreshold: 1 }, 'hubThreshold', 'minimum'],
    ['a hub of a million', { ...defaultSettings, hubThreshold: 1_000_000 }, 'hubThreshold', 'maximum'],
    ['an unknown alias mode', { ...defaultSettings, aliasMode: 'merge' }, 'aliasMode', 'enum'],
    [
      'nobody in an alias class',
      { ...defaultSettings, largestAliasClass: 0 },
      'largestAliasClass',
      'minimum',
    ],
    ['a blocked nothing', { ...defaultSettings, blockedValues: ['""'] }, 'blockedValues[0]', 'min_length'],
    ['a field that does not exist', { ...defaultSettings, priority: [] }, 'priority', 'unknown_field'],
  ])('refuses %s, and stores nothing', async (_, body, field, rule) => {
    for (const { status, body: problem } of [
      await put(body),
      await shop.call<Problem>('POST', '/identity-policy/preview', body),
    ]) {
      expect(status).toBe(400);
      expect(problem.errors).toContainEqual(expect.objectContaining({ field, rule }));
    }
    expect((await get()).body.version).toBe(1);
  });

  it('previews who would join and who would split, in their own identifiers, and changes nothing', async () => {
    const onPhone = (n: number, userId: string) => ({
      ...{ type: 'track' as const, userId, anonymousId: 'tablet', messageId: `m${n}` },
      timestamp: `2026-01-01T12:00:0${n}.000Z`,
    });
    await shop.apply(onPhone(1, 'ada'), onPhone(2, 'bob'));
    await shop.apply({ ...onPhone(3, 'carl'), anonymousId: null, type: 'alias', previousId: 'ada' });
    const split = await shop.preview(settingsWith({ hubThreshold: 2 }));
    expect(split).toEqual({
      profiles: 3,
      profilesAfter: 4,
      merging: 0,
      splitting: 1,
      examples: [
        {
          before: [['anonymous_id:tablet', 'user_id:ada']],
          after: expect.arrayContaining([['anonymous_id:tablet'], ['user_id:ada']]) as string[][],
        },
      ],
    });
    const join = await shop.preview(settingsWith({ aliasMode: 'merge_users' }));
    expect(join).toMatchObject({ profiles: 3, profilesAfter: 2, merging: 2, splitting: 0 });
    expect(join.examples).toHaveLength(1);
    expect(join.examples[0]?.after).toEqual([['anonymous_id:tablet', 'user_id:ada', 'user_id:carl']]);
    expect((await get()).body.version).toBe(1);
    expect((await shop.outcome()).profiles).toHaveLength(3);
  });
});
