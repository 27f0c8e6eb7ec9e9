import type {
  AcceptedEvent,
  EventApplied,
  ProfileActivity,
  ProfilesMerged,
  ProfilesUnmerged,
} from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';
import { createHmac } from 'node:crypto';
import { ApplyHarness, identityKey } from './apply.spec-support.js';

let harness: ApplyHarness;
let workspaceId: string;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
beforeEach(() => {
  workspaceId = newId();
});
afterAll(async () => {
  await harness.store.close();
});

const at = (second: number): { timestamp: string; receivedAt: string } => {
  const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + second * 1000).toISOString();
  return { timestamp: time, receivedAt: time };
};

async function told(...events: Partial<AcceptedEvent>[]): Promise<ProfileActivity[]> {
  await harness.apply(events.map((given) => anEvent({ ...given, workspaceId })));
  return harness.activity();
}

function profileIdOf(type: string, value: string): string {
  const hex = createHmac('sha256', identityKey).update(`${type}\0${value}\x000`).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

describe('profile activity', () => {
  it('carries nothing on of what a tracking plan took out of an event', async () => {
    const omitted = { 'properties.secret': 'x-ray' };
    const plan = { planId: newId(), version: 1, violations: [], omitted };
    const [applied] = await told({ userId: 'ada', properties: { id: 1 }, plan, ...at(1) });
    expect(applied).toMatchObject({ kind: 'event_applied', event: { properties: { id: 1 } } });
    expect(JSON.stringify(applied)).not.toMatch(/x-ray|"plan"/);
  });

  it('tells of every new event once, with what it changed and the profile after it', async () => {
    const traits = { email: 'Ada@acme.test', plan: 'free', phone: 4912 };
    const context = { locale: 'en-GB', timezone: 'Europe/London' };
    const [first, second] = (await told(
      { type: 'identify', userId: 'ada', traits, context, ...at(1) },
      { type: 'identify', userId: 'ada', traits: { plan: 'pro', phone: null }, ...at(2) },
    )) as EventApplied[];
    expect(first).toMatchObject({
      kind: 'event_applied',
      profileId: profileIdOf('user_id', 'ada'),
      created: true,
      anchor: { type: 'user_id', value: 'ada' },
      cause: { type: 'event', eventId: first?.event.id },
      mode: 'live',
      refusedLinks: [],
      changes: [
        { trait: 'email', from: null, to: 'Ada@acme.test' },
        { trait: 'plan', from: null, to: 'free' },
        { trait: 'phone', from: null, to: 4912 },
      ],
      profile: {
        userId: 'ada',
        email: 'ada@acme.test',
        phone: '4912',
        locale: 'en-GB',
        timeZone: 'Europe/London',
        traits,
        identifiers: ['email:ada@acme.test', 'user_id:ada'],
        createdAt: at(1).receivedAt,
        firstSeenAt: at(1).timestamp,
      },
    });
    expect(second).toMatchObject({
      created: false,
      changes: [
        { trait: 'plan', from: 'free', to: 'pro' },
        { trait: 'phone', from: 4912, to: null },
      ],
      profile: { phone: null, traits: { email: 'Ada@acme.test', plan: 'pro' }, lastSeenAt: at(2).timestamp },
    });
    expect(second?.revision).toBeGreaterThan(first?.revision ?? Infinity);
  });

  it('tells of history as history: every message bears its mode, and no event its cause', async () => {
    const history = { mode: 'backfill' } as const;
    await told({
      type: 'identify',
      userId: null,
      anonymousId: 'visitor-1',
      traits: { plan: 'free' },
      ...at(1),
    });
    const first = await told({
      type: 'identify',
      userId: 'old-1',
      traits: { plan: 'pro' },
      ...history,
      ...at(2),
    });
    expect(first).toMatchObject([{ kind: 'event_applied', cause: { type: 'backfill' }, mode: 'backfill' }]);
    const messages = await told({ userId: 'old-1', anonymousId: 'visitor-1', ...history, ...at(3) });
    expect(messages.map(({ kind, cause, mode }) => [kind, cause.type, mode])).toEqual([
      ['profiles_merged', 'merge', 'backfill'],
      ['profiles_merged', 'merge', 'backfill'],
      ['event_applied', 'backfill', 'backfill'],
      ['traits_changed', 'merge', 'backfill'],
    ]);
  });

  it('carries the event as it came, and reads an unchanged profile back unchanged', async () => {
    const properties = { deep: { list: [1, 'two', { '"': '\\ "quoted" ü €' }] }, empty: {} };
    await told({ type: 'identify', traits: { note: '\\ "x"\t€', nested: { a: [null, 1.5] } }, ...at(1) });
    const [applied] = (await told({ properties, ...at(2) })) as EventApplied[];
    expect(applied?.event.properties).toEqual(properties);
    expect(applied?.profile.traits).toEqual({ note: '\\ "x"\t€', nested: { a: [null, 1.5] } });
    expect(applied?.changes).toEqual([]);
  });

  it('tells of a merge on the key of the survivor and of the retired id, then of the event', async () => {
    await told({ type: 'identify', userId: null, anonymousId: 'a', traits: { from: 'visitor' }, ...at(1) });
    await told({ type: 'identify', userId: 'u', traits: { plan: 'pro' }, ...at(2) });
    const messages = await told({ userId: 'u', anonymousId: 'a', ...at(3) });
    const [into, from] = [profileIdOf('anonymous_id', 'a'), profileIdOf('user_id', 'u')];
    expect(messages.map(({ kind, profileId }) => [kind, profileId])).toEqual([
      ['profiles_merged', into],
      ['profiles_merged', from],
      ['event_applied', into],
      ['traits_changed', into],
    ]);
    expect(messages[0]).toMatchObject({
      into,
      from: [from],
      identifiers: ['user_id:u'],
      changes: [{ trait: 'plan', from: null, to: 'pro' }],
      cause: { type: 'merge', eventId: (messages[2] as EventApplied).event.id },
      profile: {
        userId: 'u',
        traits: { from: 'visitor', plan: 'pro' },
        identifiers: ['anonymous_id:a', 'user_id:u'],
      },
    });
    expect(new Set(messages.map(({ id }) => id)).size).toBe(4);
    expect((messages[2] as EventApplied).created).toBe(false);
    expect(
      await harness.rows('SELECT into_id FROM profiles.profile_merges WHERE from_id = $1', [from]),
    ).toEqual([{ into_id: into }]);
  });

  it('tells of a merge when late evidence gives a profile an older name', async () => {
    await told({ userId: 'u', ...at(10) });
    await told({ userId: null, anonymousId: 'a', ...at(20) });
    const messages = await told({ userId: 'u', anonymousId: 'a', ...at(5) });
    const [into, from] = [profileIdOf('user_id', 'u'), profileIdOf('anonymous_id', 'a')];
    expect((messages[0] as ProfilesMerged).from).toEqual([from]);
    const renamed = await told({ userId: null, anonymousId: 'a', ...at(1) });
    expect(renamed[0]).toMatchObject({ kind: 'profiles_merged', into: from, from: [into], changes: [] });
  });

  it('tells who left when a shared device becomes a hub, and gives the owner no trait of it any more', async () => {
    await told({ type: 'identify', userId: null, anonymousId: 'kiosk', traits: { theme: 'dark' }, ...at(0) });
    for (let user = 1; user < 25; user++)
      await told({ userId: `u${user}`, anonymousId: 'kiosk', ...at(user) });
    const messages = await told({ userId: 'u25', anonymousId: 'kiosk', ...at(25) });
    const [kiosk, first] = [profileIdOf('anonymous_id', 'kiosk'), profileIdOf('user_id', 'u1')];
    const unmerged = messages.filter((one): one is ProfilesUnmerged => one.kind === 'profiles_unmerged');
    expect(unmerged.map(({ profileId, from, to, reason }) => [profileId, from, to, reason])).toEqual([
      [kiosk, kiosk, first, 'hub'],
      [first, kiosk, first, 'hub'],
    ]);
    expect(unmerged[1]?.profile).toMatchObject({ userId: 'u1', traits: {} });
    expect(unmerged[0]?.profile).toMatchObject({ userId: null, traits: { theme: 'dark' } });
    expect((messages.at(-1) as EventApplied).refusedLinks).toEqual([
      { type: 'anonymous_id', value: 'kiosk', reason: 'refused_hub' },
    ]);
  });

  it('names the links of an event that were refused, and applies it all the same', async () => {
    await told({ type: 'identify', userId: 'u1', traits: { email: 'shared@acme.test' }, ...at(1) });
    const [applied] = (await told({
      type: 'identify',
      userId: 'u2',
      traits: { email: 'shared@acme.test' },
      ...at(2),
    })) as EventApplied[];
    expect(applied).toMatchObject({
      created: true,
      refusedLinks: [{ type: 'email', value: 'shared@acme.test', reason: 'refused_limit' }],
      profile: { userId: 'u2', email: null, traits: { email: 'shared@acme.test' } },
    });
    const stored = await harness.rows(
      `SELECT refused_links FROM profiles.events WHERE workspace_id = $1 ORDER BY timestamp`,
      [workspaceId],
    );
    expect(stored).toEqual([{ refused_links: null }, { refused_links: applied?.refusedLinks }]);
  });

  it('keeps what is said of groups beside people: a company is nobody', async () => {
    const group = {
      type: 'group',
      groupId: 'acme',
      traits: { name: 'Acme', email: 'all@acme.test' },
    } as const;
    await told(
      { ...group, userId: 'u1', ...at(1) },
      { userId: 'u2', context: { groupId: 'acme' }, ...at(2) },
    );
    await told({ ...group, userId: 'u1', traits: { name: 'Older' }, ...at(0) });
    expect(
      await harness.rows(
        `SELECT key, value FROM profiles.group_registers WHERE workspace_id = $1 ORDER BY key`,
        [workspaceId],
      ),
    ).toEqual([
      { key: 'email', value: 'all@acme.test' },
      { key: 'name', value: 'Acme' },
    ]);
    const counts = `SELECT (SELECT count(*) FROM profiles.profiles WHERE workspace_id = $1)::int AS people,
      (SELECT count(*) FROM profiles.group_memberships WHERE workspace_id = $1)::int AS members`;
    expect(await harness.rows(counts, [workspaceId])).toEqual([{ people: 2, members: 2 }]);
  });

  it('shows at most 500 traits: reserved ones first, then those that were there first', async () => {
    const flood = (from: number, to: number): Record<string, number> =>
      Object.fromEntries(
        Array.from({ length: to - from }, (_, n) => [`junk${String(from + n).padStart(4, '0')}`, n]),
      );
    await told({ type: 'identify', traits: flood(0, 450), ...at(1) });
    await told({ type: 'identify', traits: flood(450, 900), ...at(2) });
    const [applied] = (await told({
      type: 'identify',
      traits: { name: 'Ada', zzz: 1 },
      ...at(3),
    })) as EventApplied[];
    const shown = Object.keys(applied?.profile.traits ?? {});
    expect(shown).toHaveLength(500);
    expect(shown).toEqual(expect.arrayContaining(['name', 'junk0000', 'junk0498']));
    expect(shown).not.toContain('zzz');
  });
});
