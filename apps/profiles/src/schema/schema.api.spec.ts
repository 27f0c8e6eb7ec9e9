import type { AcceptedEvent } from '@rapport/contracts';
import { newId, publicId } from '@rapport/kernel';
import { type TestDatabase, testDatabase, type TestWorkspace, testWorkspace } from '@rapport/testing';
import { eventsOf, profilesPlans, RunningProfiles } from './schema.spec-support.js';
import type { SeenEventDetail, SeenEventPage, SeenTraitPage } from './schema.view.js';

const dayMs = 86_400_000;
let test: TestDatabase;
let profiles: RunningProfiles;
let acme: TestWorkspace;
let other: TestWorkspace;

beforeAll(async () => {
  test = await testDatabase(...profilesPlans);
  profiles = await RunningProfiles.start(test);
});
beforeEach(async () => {
  acme = await testWorkspace(profiles.api.access);
  other = await testWorkspace(profiles.api.access);
});
afterAll(async () => {
  await profiles.close();
  await test.close();
});

async function send(given: readonly Partial<AcceptedEvent>[], workspace = acme): Promise<void> {
  await profiles.send(eventsOf(workspace, profiles.clock, given));
}

const people = Array.from({ length: 40 }, (_, n) => `user-${n}`);

describe('GET /api/v1/schema/events', () => {
  it('lists what was seen with exact counts, whatever partition it came along', async () => {
    await send(people.map((userId) => ({ userId, name: 'Order Completed', properties: { revenue: 1.5 } })));
    await send(people.slice(0, 10).map((userId) => ({ type: 'page', userId, name: null, properties: {} })));
    await send([{ userId: 'elsewhere', name: 'Order Completed' }], other);
    const { body } = await profiles.get<SeenEventPage>('events?sort=-count30d', acme);
    const at = new Date(profiles.clock.now()).toISOString();
    expect(body).toEqual({
      data: [
        {
          ...{ type: 'track', name: 'Order Completed', count30d: 40, share: 0.8 },
          ...{ firstSeenAt: at, lastSeenAt: at },
        },
        { type: 'page', name: 'page', count30d: 10, share: 0.2, firstSeenAt: at, lastSeenAt: at },
      ],
      nextCursor: null,
      overflow30d: 0,
    });
  });

  it.each(['-firstSeenAt', '-lastSeenAt', '-count30d', 'name'])(
    'pages by %s without gap or repetition',
    async (sort) => {
      await send(people.map((userId, n) => ({ userId, name: `Event ${n % 13}` })));
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { body: SeenEventPage } = await profiles.get<SeenEventPage>(
          `events?limit=5&sort=${sort}${cursor && `&cursor=${cursor}`}`,
          acme,
        );
        seen.push(...page.body.data.map(({ name }) => name));
        cursor = page.body.nextCursor;
      }
      expect(seen).toHaveLength(13);
      expect(new Set(seen).size).toBe(13);
    },
  );

  it('finds by part of the name in any case, and refuses what it does not know', async () => {
    await send([{ name: 'Order Completed' }, { name: 'Signed Up' }]);
    const { body } = await profiles.get<SeenEventPage>('events?q=order%20c', acme);
    expect(body.data.map(({ name }) => name)).toEqual(['Order Completed']);
    for (const path of ['events?sort=share', 'events?source=x', 'events/x?type=click', 'events?limit=0']) {
      expect((await profiles.get(path, acme)).status).toBe(400);
    }
  });

  it('forgets what is older than the window, but not that there was such an event', async () => {
    await send([{ name: 'Once', properties: { a: 'example' } }]);
    const first = new Date(profiles.clock.now()).toISOString();
    profiles.clock.advance(32 * dayMs);
    await send([{ name: 'Now' }]);
    const { body } = await profiles.get<SeenEventPage>('events?sort=name', acme);
    expect(body.data).toMatchObject([
      { name: 'Now', count30d: 1, share: 1 },
      { name: 'Once', count30d: 0, share: 0, firstSeenAt: first },
    ]);
  });
});

describe('GET /api/v1/schema/events/{name}', () => {
  it('tells types, examples, fill rate, days and sources of one event', async () => {
    const app = newId();
    await send([
      { name: 'Order', properties: { total: 10, coupon: null, products: [{ sku: 'A' }, { sku: 'B' }] } },
      { name: 'Order', properties: { total: 12.5, coupon: 'X', products: [] }, sourceId: app },
    ]);
    profiles.clock.advance(dayMs);
    await send([{ name: 'Order', properties: { total: '12', password: 'hunter2' } }]);
    const { body } = await profiles.get<SeenEventDetail>('events/Order', acme);
    expect(body).toMatchObject({ type: 'track', name: 'Order', count30d: 3, share: 1, overflow30d: 0 });
    const property = (name: string): object | undefined => body.properties.find((one) => one.name === name);
    expect(property('total')).toMatchObject({
      typeCounts: { integer: 1, number: 1, string: 1 },
      ...{ count30d: 3, fillRate: 1, examples: ['12', 12.5, 10] },
    });
    expect(property('coupon')).toMatchObject({ types: ['string', 'null'], count30d: 2, fillRate: 0.3333 });
    expect(property('products[].sku')).toMatchObject({
      types: ['string'],
      count30d: 1,
      examples: ['A', 'B'],
    });
    expect(property('password')).toMatchObject({ types: ['string'], examples: [] });
    expect(body.days).toHaveLength(30);
    expect(body.days.slice(-3).map(({ count }) => count)).toEqual([0, 2, 1]);
    expect(body.sources).toMatchObject([
      { sourceId: publicId('src', acme.sourceId), count30d: 2 },
      { sourceId: publicId('src', app), count30d: 1 },
    ]);
  });

  it('tells events of one name and several types apart, and unnamed ones by their type', async () => {
    await send([
      { type: 'page', userId: 'one', name: 'Home', properties: { url: '/' } },
      { type: 'track', name: 'Home', properties: { step: 1 } },
      { type: 'group', userId: 'one', groupId: 'g', traits: { seats: 5 } },
    ]);
    const names = async (path: string): Promise<string[]> =>
      (await profiles.get<SeenEventDetail>(path, acme)).body.properties.map(({ name }) => name);
    expect(await names('events/Home')).toEqual(['step']);
    expect(await names('events/Home?type=page')).toEqual(['url']);
    expect(await names('events/group?type=group')).toEqual(['seats']);
    expect((await profiles.get('events/Home?type=screen', acme)).status).toBe(404);
    expect((await profiles.get('events/Home', other)).status).toBe(404);
  });

  it('keeps the five newest examples, each once', async () => {
    for (const n of [1, 2, 3, 4, 5, 6, 7, 7, 6]) {
      await send([{ name: 'Spread', userId: 'one', properties: { n } }]);
    }
    const { body } = await profiles.get<SeenEventDetail>('events/Spread', acme);
    expect(body.properties[0]?.examples).toEqual([7, 6, 5, 4, 3]);
  });
});

describe('GET /api/v1/schema/traits', () => {
  it('tells what identify events gave, as a share of them', async () => {
    await send([
      ...people.slice(0, 3).map((userId) => ({ type: 'identify' as const, userId, traits: { plan: 'pro' } })),
      { type: 'identify', userId: 'user-9', traits: { address: { city: 'Ulm' } } },
      { type: 'track', userId: 'user-9', properties: { plan: 'not a trait' } },
    ]);
    const { body } = await profiles.get<SeenTraitPage>('traits?sort=name', acme);
    expect(body.data).toMatchObject([
      { name: 'address', types: ['object'], count30d: 1, share: 0.25, examples: [] },
      { name: 'address.city', examples: ['Ulm'] },
      { name: 'plan', types: ['string'], count30d: 3, share: 0.75, examples: ['pro'] },
    ]);
    const page = await profiles.get<SeenTraitPage>('traits?sort=-count30d&limit=1', acme);
    const next = await profiles.get<SeenTraitPage>(
      `traits?sort=-count30d&limit=2&cursor=${page.body.nextCursor}`,
      acme,
    );
    expect([...page.body.data, ...next.body.data].map(({ name }) => name)).toEqual([
      'plan',
      'address.city',
      'address',
    ]);
  });
});

describe('names without end', () => {
  it('are counted, not listed, beyond the limit of a workspace; others are not touched', async () => {
    await send([{ name: 'Before', properties: { a: 1 } }]);
    const events = Array.from({ length: 2_100 }, (_, n) => ({
      name: `Junk ${n}`,
      properties: { [`k${n}`]: n },
    }));
    for (let at = 0; at < events.length; at += 700) await send(events.slice(at, at + 700));
    await send([{ name: 'Before', properties: { a: 2 } }]);
    await send([{ name: 'Fine' }], other);
    const { body } = await profiles.get<SeenEventPage>('events?q=before', acme);
    expect(body.data).toMatchObject([{ name: 'Before', count30d: 2 }]);
    const held = 2_000;
    expect(body.overflow30d).toBe(2_101 - held);
    expect((await profiles.get<SeenEventPage>('events', other)).body.data).toHaveLength(1);
  });

  it('are counted per event, too', async () => {
    const wide = (from: number): Record<string, number> =>
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`k${from + n}`, n]));
    await send([{ name: 'Wide', userId: 'one', properties: wide(0) }]);
    await send([{ name: 'Wide', userId: 'one', properties: wide(300) }]);
    const { body } = await profiles.get<SeenEventDetail>('events/Wide', acme);
    expect(body.properties).toHaveLength(500);
    expect(body.overflow30d).toBe(100);
  });
});
