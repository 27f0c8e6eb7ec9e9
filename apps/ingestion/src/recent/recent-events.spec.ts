import { newId } from '@rapport/kernel';
import { allLanes } from './domain/stream-position.js';
import type { RecentEvent } from './domain/recent-event.js';
import type { RecentFilter } from './domain/recent-filter.js';
import type { ListPosition } from './list-recent.usecase.js';
import { aRecentView, aSource, letterOf, recordOf, until } from './recent.spec-support.js';
import type { RecentView } from './recent.spec-support.js';

let view: RecentView;
beforeAll(async () => (view = await aRecentView()));
afterAll(() => view.close());

async function allOf(workspaceId: string, filter: RecentFilter = {}, limit = 7): Promise<RecentEvent[]> {
  const events: RecentEvent[] = [];
  let from: ListPosition | undefined;
  for (;;) {
    const page = await view.list.execute(workspaceId, filter, from, limit);
    events.push(...page.events);
    if (!page.next) return events;
    from = page.next;
  }
}

describe('the list of recent events', () => {
  it('pages through everything once, newest first, also while more comes in', async () => {
    const source = await aSource(view.url);
    const start = Date.now() - 200_000;
    const records = Array.from({ length: 60 }, (_, i) =>
      recordOf({
        ...source,
        userId: `u${i % 13}`,
        messageId: `m${i}`,
        receivedAt: new Date(start + i * 2500).toISOString(),
      }),
    );
    for (let i = 0; i < 60; i += 6) await view.bus.append(records.slice(i, i + 6));
    await view.caughtUp();
    const first = await view.list.execute(source.workspaceId, {}, undefined, 7);
    await view.bus.append([recordOf({ ...source, messageId: 'late' })]);
    await view.caughtUp();
    const rest: string[] = [];
    for (let from = first.next; from;) {
      const page = await view.list.execute(source.workspaceId, {}, from, 7);
      rest.push(...page.events.map((event) => event.messageId ?? ''));
      from = page.next;
    }
    const expected = Array.from({ length: 60 }, (_, i) => `m${59 - i}`);
    expect([...first.events.map((event) => event.messageId), ...rest]).toEqual(expected);
  });

  it('shows an event as normalised, and a rejected one as it was sent, with its reason', async () => {
    const source = await aSource(view.url, 'Website');
    await view.bus.append([
      recordOf({
        ...source,
        userId: '42',
        messageId: 'good',
        properties: { plan: 'pro' },
        flags: ['bad_timestamp'],
      }),
      letterOf({
        ...source,
        item: '{"type":"track","event":"Broken","userId":"","messageId":"bad"}',
        messageId: 'bad',
      }),
      letterOf({ ...source, item: '['.repeat(5000) + ']'.repeat(5000), code: 'too_deep' }),
      letterOf({ ...source, item: '{}', origin: 'consumer' }),
    ]);
    await view.caughtUp();
    const events = await allOf(source.workspaceId);
    expect(events).toHaveLength(3);
    expect(events.find((event) => event.messageId === 'good')).toMatchObject({
      outcome: 'accepted',
      code: null,
      source: { name: 'Website' },
      type: 'track',
      name: 'Something Happened',
      person: 'user_id:42',
      flags: ['bad_timestamp'],
      payload: { userId: '42', properties: { plan: 'pro' }, messageId: 'good' },
    });
    expect(events.find((event) => event.messageId === 'bad')).toMatchObject({
      outcome: 'rejected',
      code: 'no_identity',
      field: 'userId',
      type: 'track',
      name: 'Broken',
      payload: { type: 'track', event: 'Broken', userId: '' },
    });
    expect(typeof events.find((event) => event.code === 'too_deep')?.payload).toBe('string');
    expect(() => JSON.stringify(events)).not.toThrow();
  });

  it('finds by source, type, name, outcome and any identifier of a person', async () => {
    const source = await aSource(view.url);
    const other = { ...source, sourceId: newId() };
    await view.bus.append([
      recordOf({ ...source, messageId: 'a', userId: 'ada', name: 'Signed Up' }),
      recordOf({
        ...source,
        messageId: 'b',
        userId: null,
        anonymousId: 'anon',
        type: 'page',
        name: 'Home "x"',
      }),
      recordOf({ ...other, messageId: 'c', userId: 'bob', context: { traits: { email: 'ADA@acme.test' } } }),
      letterOf({ ...source, messageId: 'd', item: '{"type":"track","userId":"ada"}' }),
    ]);
    await view.caughtUp();
    const found = async (filter: RecentFilter) =>
      (await allOf(source.workspaceId, filter)).map((event) => event.messageId).sort();
    expect(await found({ sourceIds: [other.sourceId] })).toEqual(['c']);
    expect(await found({ types: ['page'] })).toEqual(['b']);
    expect(await found({ names: ['Home "x"', 'Signed Up'] })).toEqual(['a', 'b']);
    expect(await found({ names: ['signed up'] })).toEqual([]);
    expect(await found({ outcome: 'rejected' })).toEqual(['d']);
    expect(await found({ people: [{ type: 'user_id', value: 'ada' }] })).toEqual(['a', 'd']);
    expect(
      await found({
        people: [
          { type: 'email', value: 'ada@acme.test' },
          { type: 'anonymous_id', value: 'anon' },
        ],
      }),
    ).toEqual(['b', 'c']);
  });

  it('never shows one workspace what is of another', async () => {
    const [mine, theirs] = [await aSource(view.url), await aSource(view.url)];
    await view.bus.append([recordOf({ ...mine, messageId: 'm' }), recordOf({ ...theirs, messageId: 't' })]);
    await view.caughtUp();
    expect((await allOf(mine.workspaceId)).map((event) => event.messageId)).toEqual(['m']);
    expect(
      await view.repository.rowsBefore(
        mine.workspaceId,
        { outcome: undefined, sourceIds: [theirs.sourceId], untilMs: undefined, after: undefined },
        5,
      ),
    ).toEqual([]);
  });
});

describe('the statistics of sources', () => {
  it('count the last hour and tell when the last event came', async () => {
    const source = await aSource(view.url);
    const now = Date.now();
    const at = (msAgo: number) => ({ receivedAt: new Date(now - msAgo).toISOString() });
    await view.bus.append([
      recordOf({ ...source, ...at(1000) }),
      recordOf({ ...source, ...at(2000), userId: 'x' }),
      recordOf({ ...source, ...at(2 * 3_600_000) }),
      letterOf({ ...source, ...at(500), item: '{}' }),
    ]);
    await view.caughtUp();
    expect(await view.sources.statsOf(source.workspaceId, now)).toEqual([
      {
        sourceId: source.sourceId,
        lastEventAt: new Date(now - 500),
        acceptedLastHour: 2,
        rejectedLastHour: 1,
        acceptedLastMinute: expect.any(Number) as number,
      },
    ]);
  });

  it('tell the rate by the last minute that is over, and the hours one by one', async () => {
    const source = await aSource(view.url);
    const noon = Math.floor(Date.now() / 3_600_000) * 3_600_000;
    const at = (ms: number) => ({ receivedAt: new Date(ms).toISOString() });
    await view.bus.append([
      recordOf({ ...source, ...at(noon + 1_000) }),
      recordOf({ ...source, ...at(noon + 59_000) }),
      recordOf({ ...source, ...at(noon + 61_000) }),
      recordOf({ ...source, ...at(noon - 1) }),
      letterOf({ ...source, ...at(noon - 3_600_000), item: '{}' }),
    ]);
    await view.caughtUp();
    const [stats] = await view.sources.statsOf(source.workspaceId, noon + 90_000);
    expect(stats?.acceptedLastMinute).toBe(2);
    const hours = await view.sources.hoursOf(source.workspaceId, [source.sourceId], 3, noon + 90_000);
    expect(hours.map(({ at: hour, accepted, rejected }) => [hour.getTime(), accepted, rejected])).toEqual([
      [noon - 7_200_000, 0, 0],
      [noon - 3_600_000, 1, 1],
      [noon, 3, 0],
    ]);
  });

  it('say nothing happened where nothing did', async () => {
    const source = await aSource(view.url);
    expect(await view.sources.statsOf(source.workspaceId, Date.now())).toEqual([
      {
        sourceId: source.sourceId,
        lastEventAt: null,
        acceptedLastHour: 0,
        rejectedLastHour: 0,
        acceptedLastMinute: 0,
      },
    ]);
  });
});

describe('the stream of recent events', () => {
  interface Item {
    id: string;
    event: string;
    data: unknown;
  }

  async function follow(workspaceId: string, filter: RecentFilter = {}, lastEventId?: string) {
    const items: Item[] = [];
    const gaps: string[] = [];
    let waits = 0;
    const stop = await view.feed.open(workspaceId, filter, lastEventId, {
      push: (item) => items.push(item),
      gap: (_, reason) => gaps.push(reason),
      room: async () => void (waits += 1),
    });
    const ids = () => items.map(({ data }) => (data as RecentEvent).messageId);
    return { items, gaps, ids, stop, waits: () => waits };
  }

  it('sends what comes after it was opened, filtered, and nothing before', async () => {
    const source = await aSource(view.url);
    await view.bus.append([recordOf({ ...source, messageId: 'before' })]);
    await view.caughtUp();
    const stream = await follow(source.workspaceId, { names: ['Wanted'] });
    await view.bus.append([
      recordOf({ ...source, messageId: 'x' }),
      recordOf({ ...source, messageId: 'y', name: 'Wanted' }),
    ]);
    await until(() => stream.items.length > 0);
    expect(stream.ids()).toEqual(['y']);
    expect(stream.items[0]?.event).toBe('accepted');
    stream.stop();
  });

  it('goes on after the last item that a client saw, in the middle of a chunk too', async () => {
    const source = await aSource(view.url);
    const first = await follow(source.workspaceId);
    const names = Array.from({ length: 30 }, (_, i) => `m${i}`);
    await view.bus.append(
      names.map((messageId, i) => recordOf({ ...source, messageId, userId: `u${i % 9}` })),
    );
    await view.bus.append([letterOf({ ...source, messageId: 'bad', item: '{}' })]);
    await until(() => first.items.length === 31);
    first.stop();
    for (const seen of [1, 8, 17, 30]) {
      const again = await follow(source.workspaceId, {}, first.items[seen - 1]?.id);
      await until(() => again.items.length === 31 - seen);
      const all = [...first.ids().slice(0, seen), ...again.ids()];
      expect(all.sort()).toEqual([...names, 'bad'].sort());
      again.stop();
    }
    expect(Math.max(...first.items.map(({ id }) => id.length))).toBeLessThan(200);
  });

  it('waits for room for what it had missed; a stream of the present does not wait', async () => {
    const source = await aSource(view.url);
    const first = await follow(source.workspaceId);
    await view.bus.append([recordOf({ ...source, messageId: 'seen' })]);
    await until(() => first.items.length === 1);
    first.stop();
    await view.bus.append([1, 2, 3].map((n) => recordOf({ ...source, messageId: `missed-${n}` })));
    await view.caughtUp();
    const again = await follow(source.workspaceId, {}, first.items[0]?.id);
    await until(() => again.items.length === 3);
    expect([first.waits(), again.waits()]).toEqual([0, 3]);
    again.stop();
  });

  it('tells of a gap when it cannot go on', async () => {
    const source = await aSource(view.url);
    const lost = await follow(source.workspaceId, {}, 'nonsense');
    expect(lost.gaps).toEqual(['unknown_position']);
    const old = (Date.now() - 2 * 3_600_000).toString(36);
    const stale = await follow(source.workspaceId, {}, `${old}${'.'.repeat(allLanes.length + 2)}`);
    expect(stale.gaps).toEqual(['too_old']);
    lost.stop();
    stale.stop();
  });
});

describe('the days of recent events', () => {
  const days = async () => {
    const rows = await view.database.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = 'ingestion.recent_events'::regclass ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };

  it('are made ahead and dropped when they are over, whole', async () => {
    const before = await days();
    expect(before).toHaveLength(5);
    await view.database.query(
      `CREATE TABLE ingestion.recent_events_20200101 PARTITION OF ingestion.recent_events FOR VALUES FROM ('2020-01-01') TO ('2020-01-02')`,
    );
    await view.repository.rollDays(7);
    expect(await days()).toEqual(before);
  });
});
