import { type GroupChanged, type GroupsChanged, type ProfileActivity, topics } from '@rapport/contracts';
import type { TestWorkspace } from '@rapport/testing';
import type { PolicySettings } from '../policy/domain/policy-settings.js';
import type { ProfileView } from '../browse/profile.view.js';
import type { GroupView } from './group.view.js';
import { type Answer, at, ProfilesHarness } from './groups.spec-support.js';

interface Problem {
  code: string;
  errors: { field: string; rule: string }[];
}
type Body = GroupView & Problem & { data: (GroupView & ProfileView)[]; nextCursor: string | null };

let harness: ProfilesHarness;
let acme: TestWorkspace;
beforeAll(async () => {
  harness = await ProfilesHarness.open();
});
beforeEach(async () => {
  acme = await harness.workspace();
});
afterAll(async () => harness.close());

const get = (path: string, workspace = acme): Promise<Answer<Body>> => harness.call(workspace, 'GET', path);
const setTraits = (ref: string, body: object): Promise<Answer<Body>> =>
  harness.call(acme, 'POST', `/groups/${ref}/traits`, { body });
const remove = (group: string, person: string): Promise<Answer<Body>> =>
  harness.call(acme, 'DELETE', `/groups/${group}/profiles/${person}`);
const groupCall = (userId: string, groupId: string, second: number, traits = {}): object => ({
  ...{ type: 'group', userId, groupId, traits },
  ...at(second),
});

async function pages(path: string, limit: number): Promise<Body['data']> {
  const all: Body['data'] = [];
  let cursor = '';
  do {
    const { body } = await get(`${path}${path.includes('?') ? '&' : '?'}limit=${limit}${cursor}`);
    all.push(...body.data);
    cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
  } while (cursor);
  return all;
}

interface Version {
  version: number;
  changedAt: string;
  changedBy: object;
}

describe('GET /api/v1/groups', () => {
  it('shows the fold of what group calls said, whatever their order, by either reference', async () => {
    await harness.apply(acme, [groupCall('u1', 'acme', 2, { name: 'Acme', plan: 'pro', old: null })]);
    await harness.apply(acme, [
      groupCall('u2', 'acme', 1, { name: 'Early', seats: 5, old: true }),
      { userId: 'u3', context: { groupId: 'acme' }, ...at(3) },
    ]);
    const { body } = await get('/groups/group_id:acme');
    expect(body).toMatchObject({
      groupId: 'acme',
      traits: { name: 'Acme', plan: 'pro', seats: 5 },
      profileCount: 3,
      profileCountExact: true,
    });
    expect((await get(`/groups/${body.id}`)).body).toEqual(body);
    expect((await get('/groups/group_id%3A%20acme')).body.id).toBe(body.id);
  });

  it('lists newest first along pages, and finds by the beginning of the id or the name', async () => {
    for (let n = 0; n < 7; n++) {
      await harness.apply(acme, [
        groupCall('u', `Group-${n}`, n, { name: n === 3 ? 'Ångström AB' : `N${n}` }),
      ]);
    }
    const ids = (await pages('/groups', 3)).map(({ groupId }) => groupId);
    expect(ids).toEqual([6, 5, 4, 3, 2, 1, 0].map((n) => `Group-${n}`));
    const found = async (q: string): Promise<string[]> =>
      (await pages(`/groups?q=${encodeURIComponent(q)}`, 2)).map(({ groupId }) => groupId);
    expect(await found('group-')).toEqual(ids);
    expect(await found('ÅNG')).toEqual(['Group-3']);
    expect(await found('n5')).toEqual(['Group-5']);
    expect(await found('%')).toEqual([]);
    const page = await get('/groups?limit=1');
    expect((await get(`/groups?q=n&cursor=${page.body.nextCursor}`)).body.code).toBe('invalid_cursor');
  });

  it.each([
    ['acme', 400, 'invalid_reference'],
    ['user_id:acme', 400, 'invalid_reference'],
    ['group_id:', 400, 'invalid_reference'],
    ['grp_short', 404, 'not_found'],
    ['prf_01jd0000000000000000000000', 404, 'not_found'],
    ['grp_01m8aedrzke0saffy4bvte387x', 404, 'not_found'],
    ['group_id:never', 404, 'not_found'],
    ['group_id:null', 404, 'not_found'],
  ])('answers for %s with %i %s', async (ref, status, code) => {
    for (const path of [`/groups/${ref}`, `/groups/${ref}/profiles`]) {
      const answer = await get(path);
      expect([answer.status, answer.body.code]).toEqual([status, code]);
    }
  });

  it('shows nothing of another workspace, even where both have a group of this id', async () => {
    const other = await harness.workspace();
    await harness.apply(acme, [groupCall('u1', 'both', 1, { of: 'acme' })]);
    const { id } = (await get('/groups/group_id:both')).body;
    for (const ref of [id, 'group_id:both']) expect((await get(`/groups/${ref}`, other)).status).toBe(404);
    await harness.apply(other, [groupCall('u1', 'both', 1, { of: 'other' })]);
    expect((await get('/groups/group_id:both', other)).body.traits).toEqual({ of: 'other' });
    expect((await get('/groups', other)).body.data).toHaveLength(1);
    expect((await get('/groups/group_id:both/profiles', other)).body.data).toHaveLength(1);
  });
});

describe('POST /api/v1/groups/{ref}/traits', () => {
  it('sets and unsets at its own moment: what was said before and comes later does not undo it', async () => {
    await harness.apply(acme, [groupCall('u1', 'acme', 1, { name: 'Acme', plan: 'free', seats: 5 })]);
    const { status, body } = await setTraits('group_id:acme', { set: { plan: 'pro' }, unset: ['seats'] });
    expect([status, body.traits]).toEqual([200, { name: 'Acme', plan: 'pro' }]);
    await harness.apply(acme, [groupCall('u1', 'acme', 5, { plan: 'late', seats: 9, city: 'Ulm' })]);
    expect((await get(`/groups/${body.id}`)).body.traits).toEqual({ name: 'Acme', plan: 'pro', city: 'Ulm' });
  });

  it('makes a group of which nobody has spoken, and none of an id that is no group', async () => {
    expect((await setTraits('group_id:fresh', { set: { name: 'Fresh' } })).body).toMatchObject({
      groupId: 'fresh',
      traits: { name: 'Fresh' },
      profileCount: 0,
    });
    expect((await setTraits('grp_01m8aedrzke0saffy4bvte387x', { set: { name: 'x' } })).status).toBe(404);
    expect((await setTraits('group_id:null', { set: { name: 'x' } })).status).toBe(404);
  });

  it.each([
    [{}, 'set', 'required'],
    [{ set: {} }, 'set', 'min_items'],
    [{ set: { plan: 'x'.repeat(1025) } }, 'set.plan', 'string_too_long'],
    [{ set: { [`k${'x'.repeat(128)}`]: 1 } }, `set["k${'x'.repeat(63)}"]`, 'bad_key'],
    [{ unset: ['ok', 'x'.repeat(129)] }, 'unset[1]', 'bad_key'],
    [{ set: { plan: 1 }, unset: ['plan'] }, 'unset[0]', 'duplicate'],
    [{ set: [] }, 'set', 'type'],
    [{ traits: {} }, 'traits', 'unknown_field'],
  ])('refuses %j: %s %s', async (body, field, rule) => {
    const answer = await setTraits('group_id:refused', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual(expect.objectContaining({ field, rule }));
    expect((await get('/groups/group_id:refused')).status).toBe(404);
  });

  it('tells the whole group when its traits changed, and nothing when they did not', async () => {
    await harness.apply(acme, [groupCall('u1', 'acme', 1, { name: 'Acme' })]);
    await harness.apply(acme, [
      groupCall('u1', 'acme', 2, { name: 'Acme' }),
      { userId: 'u1', groupId: null, context: { groupId: 'acme' }, ...at(3) },
    ]);
    await setTraits('group_id:acme', { set: { plan: 'pro' } });
    const told = await harness.published<GroupChanged>(acme, topics.groups);
    expect(told.map(({ key, traits }) => [key, traits])).toEqual([
      ['acme', { name: 'Acme' }],
      ['acme', { name: 'Acme', plan: 'pro' }],
    ]);
    expect(told[0]?.revision).toBeLessThan(told[1]?.revision ?? 0);
    expect(told[0]?.occurredAt).toBe(at(1).timestamp);
  });
});

describe('who is in a group', () => {
  it('is listed once per person, the last to come first, along pages, with the groups of each', async () => {
    await harness.apply(
      acme,
      Array.from({ length: 9 }, (_, n) => groupCall(`u${n}`, n % 3 ? 'acme' : 'other', n)),
    );
    await harness.apply(acme, [
      { userId: null, anonymousId: 'a1', context: { groupId: 'acme' }, ...at(20) },
      { userId: 'u1', anonymousId: 'a1', ...at(21) },
      groupCall('u2', 'late', 22),
    ]);
    const members = await pages('/groups/group_id:acme/profiles', 2);
    expect(members.map(({ userId }) => userId)).toEqual(['u8', 'u7', 'u5', 'u4', 'u2', 'u1']);
    expect((await get('/groups/group_id:acme')).body.profileCount).toBe(6);
    const { groups } = (await get('/profiles/user_id:u2')).body as unknown as ProfileView;
    expect(groups.map(({ groupId }) => groupId)).toEqual(['late', 'acme']);
    expect(groups[0]?.id).toBe((await get('/groups/group_id:late')).body.id);
  });

  it('loses whom the API takes out, for all identifiers of the person, until a later group call', async () => {
    await harness.apply(acme, [
      groupCall('u1', 'acme', 1),
      { userId: null, anonymousId: 'a1', context: { groupId: 'acme' }, ...at(2) },
      { userId: 'u1', anonymousId: 'a1', ...at(3) },
      groupCall('u1', 'second', 4),
      groupCall('u2', 'acme', 5),
    ]);
    expect((await remove('group_id:acme', 'anonymous_id:a1')).status).toBe(204);
    expect((await remove('group_id:acme', 'user_id:u1')).status).toBe(204);
    await harness.apply(acme, [
      groupCall('u1', 'acme', 6),
      { userId: null, anonymousId: 'a1', context: { groupId: 'acme' }, ...at(7) },
    ]);
    const inAcme = async (): Promise<(string | null)[]> =>
      (await pages('/groups/group_id:acme/profiles', 5)).map(({ userId }) => userId);
    expect(await inAcme()).toEqual(['u2']);
    expect((await get('/groups/group_id:acme')).body.profileCount).toBe(1);
    const person = (await get('/profiles/user_id:u1')).body as unknown as ProfileView;
    expect(person.groups.map(({ groupId }) => groupId)).toEqual(['second']);
    const later = new Date(Date.now() + 1000).toISOString();
    await harness.apply(acme, [{ ...groupCall('u1', 'acme', 0), timestamp: later, receivedAt: later }]);
    expect(await inAcme()).toEqual(['u2', 'u1']);
  });

  it('loses somebody under whichever identity policy, walked again under it or not', async () => {
    await harness.apply(acme, [groupCall('u1', 'acme', 1), groupCall('u2', 'acme', 2)]);
    const path = '/identity-policy';
    const { body, headers } = await harness.call<PolicySettings & Version>(acme, 'GET', path, {
      scope: 'workspace:read',
    });
    const { version: _version, changedAt: _at, changedBy: _by, ...settings } = body;
    const changed = await harness.call(acme, 'PUT', path, {
      scope: 'workspace:write',
      body: { ...settings, hubThreshold: 30 },
      headers: { 'if-match': String(headers['etag']) },
    });
    expect(changed.status).toBe(202);
    expect((await remove('group_id:acme', 'user_id:u1')).status).toBe(204);
    expect((await get('/groups/group_id:acme')).body.profileCount).toBe(1);
  });

  it('is told in every snapshot of the person, and when the API changed it', async () => {
    await harness.apply(acme, [groupCall('u1', 'acme', 1), groupCall('u1', 'second', 2)]);
    await harness.apply(acme, [{ userId: 'u1', ...at(3) }]);
    await remove('group_id:second', 'user_id:u1');
    await remove('group_id:second', 'user_id:u1');
    await harness.apply(acme, [{ type: 'identify', userId: 'u1', traits: { a: 1 }, ...at(4) }]);
    const told = await harness.published<ProfileActivity>(acme, topics.profileActivity);
    expect(told.map(({ kind, profile }) => [kind, profile?.groups])).toEqual([
      ['event_applied', ['second', 'acme']],
      ['event_applied', ['second', 'acme']],
      ['event_applied', ['second', 'acme']],
      ['groups_changed', ['acme']],
      ['event_applied', ['acme']],
    ]);
    const changed = told[3] as GroupsChanged;
    expect(changed.cause.type).toBe('operator');
    expect(changed.profile.userId).toBe('u1');
    expect(changed.revision).toBeGreaterThan(told[2]?.revision ?? Infinity);
  });

  it('says so when the group or the person is unknown', async () => {
    await harness.apply(acme, [groupCall('u1', 'acme', 1)]);
    expect((await remove('group_id:never', 'user_id:u1')).status).toBe(404);
    expect((await remove('group_id:acme', 'user_id:never')).status).toBe(404);
    expect((await remove('group_id:acme', 'u1')).body.code).toBe('invalid_reference');
    const reader = await harness.call<Problem>(acme, 'DELETE', '/groups/group_id:acme/profiles/user_id:u1', {
      scope: 'profiles:read',
    });
    expect(reader.body.code).toBe('insufficient_scope');
  });
});
