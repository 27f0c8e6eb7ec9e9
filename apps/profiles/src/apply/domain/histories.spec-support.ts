import type { AcceptedEvent, JsonObject, JsonValue } from '@rapport/contracts';
import { anEvent } from '@rapport/testing';
import fc from 'fast-check';

/** Few users, several anonymous ids, one kiosk, values that identify nobody, one text as user id and as anonymous id. */
const userIds = ['u1', 'u2', 'u3', 'u4', 'u5', 'shared', '42', 'null', '"undefined"', ' u1 '];
const anonymousIds = [
  'a1',
  'a2',
  'a3',
  'a4',
  'a5',
  'a6',
  'kiosk',
  'kiosk',
  'shared',
  'u1',
  'anonymous',
  '0000-00',
];
const emails = ['Ada@acme.test', 'ada@acme.test ', 'bob@acme.test', 'none', 7];
const traitValues: JsonValue[] = [
  'free',
  'pro',
  null,
  '',
  0,
  false,
  { a: 1, b: [1, 2] },
  { b: [1, 2], a: 1 },
  [],
];

const t0 = Date.parse('2026-01-01T12:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();
const orNull = <T>(values: T[]): fc.Arbitrary<T | null> => fc.option(fc.constantFrom(...values), { freq: 2 });

const drawn = fc.record({
  type: fc.constantFrom('identify', 'identify', 'track', 'track', 'page', 'alias', 'group' as const),
  userId: orNull(userIds),
  anonymousId: orNull(anonymousIds),
  previousId: orNull([...userIds, ...anonymousIds, '', 'never-seen']),
  email: orNull(emails),
  external: orNull(['ext-1', 'ext-2', 'u1']),
  traits: fc.dictionary(fc.constantFrom('plan', 'city', 'x'), fc.constantFrom(...traitValues), {
    maxKeys: 2,
  }),
  /** Few values, so that moments tie; the last lies far ahead. */
  at: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3_000_000_000_000),
  receivedAfter: fc.constantFrom(0, 0, 1, 5),
  index: fc.nat(2),
});
type Drawn = Omit<typeof drawn extends fc.Arbitrary<infer T> ? T : never, 'at'> & { at: number };

function eventOf(given: Drawn, number: number): AcceptedEvent {
  const receivedAt = t0 + (given.at > 9 ? number : given.at) + given.receivedAfter;
  const email: JsonObject = given.email === null ? {} : { email: given.email };
  const context: JsonObject = given.type === 'identify' ? {} : { traits: email };
  if (given.external !== null) {
    const type = given.external === 'u1' ? 'user_id' : 'ios.id';
    context.externalIds = [
      { id: given.external, type, collection: 'users', encoding: 'none' },
      { id: 'acme', type: 'ios.id', collection: 'accounts', encoding: 'none' },
    ];
  }
  return anEvent({
    type: given.type,
    userId: given.userId,
    anonymousId: given.anonymousId,
    previousId: given.type === 'alias' ? given.previousId : null,
    groupId: given.type === 'group' ? 'acme' : null,
    messageId: `m${number}`,
    traits:
      given.type === 'identify'
        ? { ...given.traits, ...email }
        : given.type === 'group'
          ? { email: 'all@acme.test' }
          : null,
    context,
    timestamp: iso(t0 + given.at),
    receivedAt: iso(receivedAt),
    index: given.index,
  });
}

/** Random events, some of them twice, in the order in which they are processed. */
export function histories(maxLength = 40): fc.Arbitrary<AcceptedEvent[]> {
  return fc.array(drawn, { minLength: 1, maxLength }).map((all) => all.map(eventOf));
}

/** A history in the order of its moments, received as it happened. */
export function historiesInOrder(maxLength = 40): fc.Arbitrary<AcceptedEvent[]> {
  return fc
    .array(drawn, { minLength: 1, maxLength })
    .map((all) => all.map((one, n) => eventOf({ ...one, at: n % 10, receivedAfter: 0, index: 0 }, n)))
    .map((events) =>
      events.map((event, n) => ({ ...event, timestamp: iso(t0 + n * 1000), receivedAt: iso(t0 + n * 1000) })),
    );
}

/** The same events in another order, some of them more than once. */
export function disordered(events: readonly AcceptedEvent[]): fc.Arbitrary<AcceptedEvent[]> {
  return fc
    .tuple(
      fc.shuffledSubarray([...events], { minLength: events.length, maxLength: events.length }),
      fc.shuffledSubarray([...events]),
    )
    .map(([all, again]) => [...all, ...again]);
}

/** Cuts a history into chunks of random sizes. */
export function chunked(events: readonly AcceptedEvent[], sizes: readonly number[]): AcceptedEvent[][] {
  const chunks: AcceptedEvent[][] = [];
  for (let start = 0, n = 0; start < events.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    chunks.push(events.slice(start, start + size));
    start += size;
  }
  return chunks;
}
