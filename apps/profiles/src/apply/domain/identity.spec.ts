import type { AcceptedEvent } from '@rapport/contracts';
import { anEvent } from '@rapport/testing';
import fc from 'fast-check';
import { chunked, disordered, histories, historiesInOrder } from './histories.spec-support.js';
import { defaultIdentityPolicy, type IdentityPolicy, limitOf } from './identity-policy.js';
import { MemoryIdentity } from './memory-identity.spec-support.js';
import { firstCopies, identifiersOf, naiveOutcome, tupleOf } from './naive-identity.spec-support.js';

const policies = fc
  .record({
    aliasMode: fc.constantFrom('ignore' as const, 'link_anonymous' as const, 'merge_users' as const),
    hubThreshold: fc.constantFrom(2, 3, 25),
    largestAliasClass: fc.constantFrom(2, 5),
    limits: fc.constantFrom<Record<string, number>[]>(
      { user_id: 1 },
      { user_id: 1, anonymous_id: 2, email: 1 },
    ),
  })
  .map((given): IdentityPolicy => ({ ...defaultIdentityPolicy, ...given }));
const sizes = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });

function applied(
  history: readonly AcceptedEvent[],
  policy: IdentityPolicy,
  chunkSizes = [1],
): MemoryIdentity {
  const identity = new MemoryIdentity(policy);
  for (const chunk of chunked(history, chunkSizes)) identity.apply(chunk);
  return identity;
}

function holds<Ts extends [unknown, ...unknown[]]>(property: fc.IPropertyWithHooks<Ts>, numRuns = 150): void {
  fc.assert(property, { numRuns, verbose: fc.VerbosityLevel.Verbose });
}

describe('identity', () => {
  it('gives the same partition, traits and names in every order, with every repetition, in chunks of any size', () => {
    const cases = histories().chain((history) => fc.tuple(fc.constant(history), disordered(history)));
    holds(
      fc.property(cases, policies, sizes, ([history, disorder], policy, chunkSizes) => {
        expect(applied(disorder, policy, chunkSizes).outcome()).toEqual(naiveOutcome(history, policy));
      }),
      400,
    );
  });

  it('equals the walk from scratch after every event', () => {
    holds(
      fc.property(histories(25), policies, (history, policy) => {
        const identity = new MemoryIdentity(policy);
        history.forEach((event, n) => {
          identity.apply([event]);
          expect(identity.outcome()).toEqual(naiveOutcome(history.slice(0, n + 1), policy));
        });
      }),
      80,
    );
  });

  it('puts every usable identifier into exactly one profile, and nothing else', () => {
    holds(
      fc.property(histories(), policies, (history, policy) => {
        const held = applied(history, policy)
          .outcome()
          .flatMap((profile) => profile.identifiers);
        expect(new Set(held).size).toBe(held.length);
        expect(held.sort()).toEqual(
          [...new Set(history.flatMap((event) => identifiersOf(event, policy)))].sort(),
        );
      }),
    );
  });

  it('holds the limit of every type, an alias class counting as one user id of at most its largest size', () => {
    holds(
      fc.property(histories(60), policies, sizes, (history, policy, chunkSizes) => {
        for (const { identifiers } of applied(history, policy, chunkSizes).outcome()) {
          const types = identifiers.map((identifier) => identifier.slice(0, identifier.indexOf(':')));
          for (const type of new Set(types)) {
            const mergesUsers = type === 'user_id' && policy.aliasMode === 'merge_users';
            const most = mergesUsers ? policy.largestAliasClass : limitOf(policy, type);
            expect(types.filter((one) => one === type).length).toBeLessThanOrEqual(most);
          }
        }
      }),
    );
  });

  it('resolves every profile id it ever issued to one live profile', () => {
    holds(
      fc.property(histories(), policies, sizes, (history, policy, chunkSizes) => {
        const identity = applied(history, policy, chunkSizes);
        const live = new Set(identity.outcome().map((profile) => profile.name));
        for (const id of identity.issued) expect(live).toContain(identity.profileOf(id));
      }),
    );
  });

  it('takes nothing away from a profile while events come in order, without new hubs and merged users', () => {
    const policy = { ...defaultIdentityPolicy, hubThreshold: 1000 };
    holds(
      fc.property(historiesInOrder(), (history) => {
        const identity = new MemoryIdentity(policy);
        let former: string[][] = [];
        for (const event of history) {
          identity.apply([event]);
          const now = identity.outcome().map((profile) => profile.identifiers);
          for (const group of former)
            expect(now.some((one) => group.every((id) => one.includes(id)))).toBe(true);
          former = now;
        }
      }),
    );
  });

  it('does not move for an alias to itself, to a blocked value, or one that is repeated', () => {
    holds(
      fc.property(histories(), policies, (history, policy) => {
        const identity = applied(history, policy);
        const before = identity.outcome();
        const aliases = firstCopies(history).filter((event) => event.type === 'alias');
        const repeats = aliases.map((event, n) => ({ ...event, messageId: `again-${n}`, index: 9 }));
        const void1 = anEvent({
          type: 'alias',
          userId: 'u1',
          previousId: 'u1',
          timestamp: '2027-01-01T00:00:00.000Z',
        });
        const known = before.some((profile) => profile.identifiers.includes('user_id:u1'));
        identity.apply(
          known ? [...repeats, void1, { ...void1, messageId: 'v2', previousId: 'null' }] : repeats,
        );
        expect(identity.outcome()).toEqual(before);
      }),
    );
  });

  it('never lets a future date win over what happened after it was received', () => {
    holds(
      fc.property(histories(), (history) => {
        const future = anEvent({
          type: 'identify',
          userId: 'u1',
          messageId: 'future',
          timestamp: '2099-01-01T00:00:00.000Z',
          receivedAt: '2026-01-01T12:00:00.500Z',
          traits: { plan: 'future' },
        });
        const later = {
          ...future,
          messageId: 'later',
          timestamp: '2026-01-01T12:00:00.501Z',
          traits: { plan: 'later' },
        };
        const last = { ...later, receivedAt: '2026-01-01T12:00:00.502Z' };
        const early = history.filter((event) => Number(tupleOf(event)[1]) < Date.parse(future.receivedAt));
        const profile = applied([...early, last, future], defaultIdentityPolicy)
          .outcome()
          .find((one) => one.identifiers.includes('user_id:u1'));
        expect(profile?.traits.plan).toBe('later');
      }),
    );
  });

  it('leaves a verdict on every edge that counts', () => {
    holds(
      fc.property(histories(), sizes, (history, chunkSizes) => {
        const policy: IdentityPolicy = {
          ...defaultIdentityPolicy,
          aliasMode: 'merge_users',
          hubThreshold: 3,
        };
        expect(applied(history, policy, chunkSizes).verdicts()).not.toContain(null);
      }),
    );
  });
});

describe('a shared device', () => {
  const at = (n: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + n * 1000).toISOString();
  const onKiosk = (n: number): AcceptedEvent =>
    anEvent({
      type: 'identify',
      userId: `user-${n}`,
      anonymousId: 'kiosk',
      timestamp: at(n),
      receivedAt: at(n),
    });

  it('keeps 500 users of a kiosk 500 people, and the kiosk a profile of its own', () => {
    const identity = applied(
      Array.from({ length: 500 }, (_, n) => onKiosk(n)),
      defaultIdentityPolicy,
      [50],
    );
    const profiles = identity.outcome();
    expect(profiles).toHaveLength(501);
    expect(profiles.every((profile) => profile.identifiers.length === 1)).toBe(true);
  });

  it('gives the anonymous id to the earliest linker while fewer than 25 people share it', () => {
    const identity = applied([onKiosk(3), onKiosk(1), onKiosk(2)], defaultIdentityPolicy);
    expect(identity.profileOf('anonymous_id:kiosk')).toBe(identity.profileOf('user_id:user-1'));
    expect(identity.outcome()).toHaveLength(3);
  });

  it('never joins people through an id such as null, undefined or 0', () => {
    const nobody = [
      'null',
      '"null"',
      'undefined',
      '[object Object]',
      '0',
      '00000000-0000-0000-0000-000000000000',
    ];
    const events = nobody.map((anonymousId, n) => anEvent({ userId: `u${n}`, anonymousId }));
    expect(applied(events, defaultIdentityPolicy).outcome()).toHaveLength(nobody.length);
  });
});
