import type { AcceptedEvent, JsonObject, JsonValue } from '@rapport/contracts';
import { anEvent } from '@rapport/testing';
import fc from 'fast-check';
import { defaultIdentityPolicy, type IdentityPolicy } from './identity-policy.js';

/**
 * Few users, many anonymous ids, one kiosk, values that identify nobody (also quoted), one text as user id and as anonymous id,
 * numbers that are the same and that are not, and text that UTF-16 orders differently from bytes.
 */
const oftenUsers = ['u1', 'u2', 'u3', 'u4', 'shared'];
const rareUsers = ['42', '42.0', ' 42 ', 'U1', '"u1"', 'null', '"undefined"', '\uFF21', '😀'];
const userIds = [...oftenUsers, ...oftenUsers, ...oftenUsers, ...rareUsers];
const oftenAnonymous = [
  'a1',
  'a2',
  'a3',
  'a4',
  'a5',
  'a6',
  'a7',
  'kiosk',
  'kiosk',
  'kiosk',
  'kiosk',
  'shared',
  'u1',
  'u2',
];
const rareAnonymous = ['anonymous', '00000000-0000-0000-0000-000000000000', "'NaN'", 'x'.repeat(501)];
const anonymousIds = [...oftenAnonymous, ...oftenAnonymous, ...rareAnonymous];
const emails = ['Ada@acme.test', 'ada@acme.test ', 'bob@acme.test', 'none', 7, null, true];
const externalIds: [string, JsonValue][] = [
  ['user_id', 'u1'],
  ['user_id', 42],
  ['user_id', 'u5'],
  ['email', 'BOB@acme.test'],
  ['anonymous_id', 'a1'],
  ['ios.id', 'ext-1'],
  ['ios.id', 'ext-2'],
  ['phone', 4912],
  ['phone', '0'],
  ['undeclared', 'ext-1'],
  ['group_id', 'acme'],
];
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
const sources = ['00000000-0000-7000-8000-00000000000a', '00000000-0000-7000-8000-00000000000b'];

const t0 = Date.parse('2026-01-01T12:00:00.000Z');
const iso = (ms: number): string => new Date(ms).toISOString();
/** One of `freq` is null. */
const orNull = <T>(values: T[], freq = 2): fc.Arbitrary<T | null> =>
  fc.option(fc.constantFrom(...values), { freq });
const hour = 3_600_000;
const everyType = Array.from({ length: 7 }, () => null);

const drawnEvent = fc.record({
  type: fc.constantFrom('track', 'identify', 'identify', 'page', 'alias', 'alias', 'group' as const),
  userId: orNull(userIds),
  anonymousId: orNull(anonymousIds),
  /** Of an alias: itself, nothing, an id that nobody was seen with. */
  previousId: orNull([...userIds, ...oftenAnonymous, '', 'never-seen'], 4),
  email: orNull(emails),
  external: orNull(externalIds),
  traits: fc.dictionary(fc.constantFrom('plan', 'city', 'x'), fc.constantFrom(...traitValues), {
    maxKeys: 2,
  }),
  group: orNull(['acme', 'globex', 'null', 'Acme'], 4),
  /** Few values, so that moments tie; the last lies far ahead. */
  at: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 3_000_000_000_000),
  /** The last two come late. */
  receivedAfter: fc.constantFrom(0, 0, 0, 1, hour, 48 * hour),
  index: fc.constantFrom(0, 0, 1, 2),
  source: fc.constantFrom(...sources),
  /** Mostly every type. */
  matchOn: fc.constantFrom<(string[] | null)[]>(
    ...everyType,
    ['user_id', 'anonymous_id'],
    ['email', 'ios.id'],
  ),
  /** Where it stands in the disorder, and whether it comes again later. */
  rank: fc.nat(99),
  again: fc.constantFrom(false, false, false, true),
});
type Drawn = Omit<typeof drawnEvent extends fc.Arbitrary<infer T> ? T : never, 'at'> & { at: number };

/** A random history. */
export interface RandomHistory {
  /** In the order in which they were drawn. */
  events: AcceptedEvent[];
  /** The same in another order, some of them more than once. */
  disorder: AcceptedEvent[];
}

export function histories(maxLength = 40, minLength = 1): fc.Arbitrary<RandomHistory> {
  return fc.array(drawnEvent, { minLength, maxLength, size: 'max' }).map((all) => {
    const events = all.map(eventOf);
    const ranked = events.map((event, n) => ({ event, rank: all[n]?.rank ?? 0 }));
    const again = events.flatMap((event, n) =>
      all[n]?.again ? [{ event, rank: (all[n].rank * 7) % 100 }] : [],
    );
    const disorder = [...ranked, ...again].sort((a, b) => a.rank - b.rank).map(({ event }) => event);
    return { events, disorder };
  });
}

/** A history in the order of its moments, received as it happened. */
export function historiesInOrder(maxLength = 40): fc.Arbitrary<{ events: AcceptedEvent[] }> {
  return histories(maxLength).map(({ events }) => ({
    events: events.map((event, n) => ({
      ...event,
      index: 0,
      timestamp: iso(t0 + n),
      receivedAt: iso(t0 + n),
    })),
  }));
}

/** What a workspace may have set. */
export const policies: fc.Arbitrary<IdentityPolicy> = fc
  .record({
    aliasMode: fc.constantFrom('ignore', 'link_anonymous', 'merge_users', 'merge_users' as const),
    hubThreshold: fc.constantFrom(2, 3, 25),
    largestAliasClass: fc.constantFrom(2, 5),
    limits: fc.constantFrom<Record<string, number>[]>(
      { user_id: 1 },
      { user_id: 1, anonymous_id: 2, email: 1 },
    ),
    blockedValues: fc.constantFrom(new Set<string>(), new Set(['a2', 'bob@acme.test'])),
  })
  .map((given) => ({ ...defaultIdentityPolicy, ...given }));

export const chunkSizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });

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

function eventOf(given: Drawn, number: number): AcceptedEvent {
  const { type, source } = given;
  const email: JsonObject = given.email === null ? {} : { email: given.email };
  const context: JsonObject = type === 'identify' ? {} : { traits: email };
  if (given.group !== null && type !== 'group') context.groupId = given.group;
  if (given.external !== null) {
    const [kind, id] = given.external;
    context.externalIds = [
      { id, type: kind, collection: 'users', encoding: 'none' },
      { id: 'acme', type: 'ios.id', collection: 'accounts', encoding: 'none' },
      { id: 'coded', type: 'ios.id', collection: 'users', encoding: 'base64' },
      null,
    ];
  }
  return anEvent({
    type,
    sourceId: source,
    // The same ids from both sources: they are different messages.
    messageId: `m${number - Number(source === sources[1])}`,
    userId: given.userId,
    anonymousId: given.anonymousId,
    previousId: type === 'alias' ? given.previousId : null,
    groupId: type === 'group' ? (given.group ?? 'acme') : null,
    traits:
      type === 'identify'
        ? { ...given.traits, ...email }
        : type === 'group'
          ? { ...given.traits, email: 'all@acme.test' }
          : null,
    context,
    timestamp: iso(t0 + given.at),
    receivedAt: iso(t0 + (given.at > 9 ? number : given.at) + given.receivedAfter),
    index: given.index,
    ...(given.matchOn && { matchOn: given.matchOn }),
  });
}
