import type { AcceptedEvent } from '@rapport/contracts';
import { anEvent } from '@rapport/testing';
import fc from 'fast-check';
import { checkHistories } from './check-histories.spec-support.js';
import { decisions, livedThrough } from './decisions.spec-support.js';
import {
  chunked,
  chunkSizes,
  histories,
  historiesInOrder,
  policies,
  type RandomHistory,
} from './histories.spec-support.js';
import { defaultIdentityPolicy, type IdentityPolicy } from './identity-policy.js';
import { MemoryIdentity, type MemoryOutcome } from './memory-identity.spec-support.js';
import {
  compare,
  edgesOf,
  type History,
  identifier,
  identifiersOf,
  isAlias,
  modelOf,
  momentTuple,
  readEvents,
  typeOf,
} from './model.spec-support.js';

interface Case extends RandomHistory {
  policy: IdentityPolicy;
  chunkSizes: number[];
}

function cases(maxLength = 30): fc.Arbitrary<Case> {
  return fc
    .record({ history: histories(maxLength), policy: policies, chunkSizes })
    .map(({ history, ...rest }) => ({ ...history, ...rest }));
}

function applied(events: readonly AcceptedEvent[], policy: IdentityPolicy, sizes = [1]): MemoryIdentity {
  const identity = new MemoryIdentity(policy);
  for (const chunk of chunked(events, sizes)) identity.apply(chunk);
  return identity;
}

function expected(history: History, policy: IdentityPolicy): MemoryOutcome {
  const { profiles, verdicts } = modelOf(history, policy);
  return { profiles: profiles.map(({ groups: _groups, ...profile }) => profile), verdicts };
}

/** Who is who, without what came of the links. */
function profilesOf(identity: MemoryIdentity): MemoryOutcome['profiles'] {
  return identity.outcome().profiles;
}

/** Every name begins with the invariant of identity.md 5 that it shows. I13 (erasure) comes with erasure itself. */
describe('identity', () => {
  it('agrees with the plain model of the algorithm over 2,000 random histories, in any order, repeated, in chunks', async () => {
    const met = new Map<string, number>();
    const { runs } = await checkHistories(cases(), 2_000, ({ events, disorder, policy, chunkSizes }) => {
      const outcome = expected({ events }, policy);
      expect(applied(disorder, policy, chunkSizes).outcome()).toEqual(outcome);
      const kinds = new Set(Object.values(outcome.verdicts).map((verdict) => verdict.replace(/:.*/, '')));
      for (const kind of kinds) met.set(kind, (met.get(kind) ?? 0) + 1);
    });
    expect(runs).toBeGreaterThanOrEqual(2_000);
    // Histories in which nothing is ever refused would prove little.
    const often = ['joined', 'already_joined', 'refused_limit', 'refused_hub', 'refused_alias_limit'];
    expect(often.filter((kind) => (met.get(kind) ?? 0) < 8)).toEqual([]);
  }, 120_000);

  it('I1: gives the same partition, traits and names in every order', async () => {
    await checkHistories(cases(), 120, ({ events, disorder, policy }) => {
      const reordered = [...new Set(disorder)];
      expect(reordered).toHaveLength(events.length);
      expect(applied(reordered, policy).outcome()).toEqual(applied(events, policy).outcome());
    });
  });

  it('I2: gives the same however often an event is repeated', async () => {
    await checkHistories(cases(), 120, ({ events, disorder, policy, chunkSizes }) => {
      const twice = [...events, ...disorder, ...events];
      expect(applied(twice, policy, chunkSizes).outcome()).toEqual(applied(events, policy).outcome());
    });
  });

  it('I3: puts every usable identifier into exactly one profile, and nothing else', async () => {
    await checkHistories(cases(), 120, ({ events, policy, chunkSizes }) => {
      const held = profilesOf(applied(events, policy, chunkSizes)).flatMap(({ identifiers }) => identifiers);
      const observed = new Set(events.flatMap((event) => identifiersOf(event, policy)));
      expect(held.sort()).toEqual([...observed].sort());
    });
  });

  it('I4: has no blocked value in any profile, quoted or not, in any type', async () => {
    let blocked = 0;
    await checkHistories(cases(), 120, ({ events, policy, chunkSizes }) => {
      for (const { identifiers } of profilesOf(applied(events, policy, chunkSizes)))
        for (const held of identifiers) {
          const type = typeOf(held);
          expect(identifier(type, held.slice(type.length + 1), policy)).toBe(held);
        }
      const given = events.flatMap(({ userId, anonymousId }) => [userId, anonymousId]);
      blocked += given.filter((id) => id !== null && !identifier('user_id', id, policy)).length;
    });
    expect(blocked).toBeGreaterThan(20);
  });

  it('I5: holds the limit of every type; an alias class counts as one user id, of at most its largest size', async () => {
    await checkHistories(cases(50), 120, ({ disorder, policy, chunkSizes }) => {
      for (const { identifiers } of profilesOf(applied(disorder, policy, chunkSizes))) {
        const types = identifiers.map(typeOf);
        for (const type of new Set(types)) {
          const mergesUsers = type === 'user_id' && policy.aliasMode === 'merge_users';
          const most = mergesUsers ? policy.largestAliasClass : (policy.limits[type] ?? 5);
          expect(types.filter((one) => one === type).length).toBeLessThanOrEqual(most);
        }
      }
    });
  });

  it('I6: shards that know nothing of each other join to what one knows that saw everything', async () => {
    const shards = fc.array(fc.nat(2), { minLength: 60, maxLength: 60 });
    const sharded = fc.record({ one: cases(), shards }).map(({ one, shards }) => ({ ...one, shards }));
    await checkHistories(sharded, 120, ({ events, disorder, policy, shards }) => {
      const whole = applied(events, policy).evidence();
      const parts = [0, 1, 2].map((shard) =>
        applied(
          disorder.filter((_, n) => shards[n % shards.length] === shard),
          policy,
        ).evidence(),
      );
      const [a = {}, b = {}, c = {}] = parts;
      expect(join(join(a, b), c)).toEqual(whole);
      expect(join(a, join(b, c))).toEqual(whole);
      expect(join(c, join(b, a))).toEqual(whole);
      expect(join(whole, a)).toEqual(whole);
    });
  });

  it('I7: is after every event what a walk from scratch would give', async () => {
    await checkHistories(cases(25), 80, ({ disorder, policy }) => {
      const identity = new MemoryIdentity(policy);
      disorder.forEach((event, n) => {
        identity.apply([event]);
        expect(identity.outcome()).toEqual(expected({ events: disorder.slice(0, n + 1) }, policy));
      });
    });
  });

  it('I8: resolves every profile id it ever issued to exactly one live profile', async () => {
    let retired = 0;
    await checkHistories(cases(), 120, ({ disorder, policy, chunkSizes }) => {
      const identity = applied(disorder, policy, chunkSizes);
      const live = new Set(profilesOf(identity).map(({ name }) => name));
      for (const id of identity.issued) expect(live).toContain(identity.profileOf(id));
      retired += [...identity.issued].filter((id) => !live.has(id)).length;
    });
    expect(retired).toBeGreaterThan(20);
  });

  it('I9: shows for each trait what the newest identify said; absent exactly if that is null, or there is none', async () => {
    await checkHistories(cases(), 120, ({ disorder, policy, chunkSizes }) => {
      const said = readEvents(disorder, policy).filter(({ event }) => event.type === 'identify');
      for (const { identifiers, traits } of profilesOf(applied(disorder, policy, chunkSizes)))
        for (const key of ['plan', 'city', 'x', 'email', 'never']) {
          const setting = said.filter(
            ({ event, ids }) => identifiers.includes(ids[0] ?? '') && Object.hasOwn(event.traits ?? {}, key),
          );
          const newest = setting.reduce<(typeof setting)[number] | undefined>(
            (a, b) => (a && compare(a.moment, b.moment) > 0 ? a : b),
            undefined,
          );
          const value = newest?.event.traits?.[key] ?? null;
          expect(Object.hasOwn(traits, key) ? traits[key] : null).toEqual(value);
        }
    });
  });

  it('I10: changes no profile by an event about other identifiers', async () => {
    await checkHistories(cases(), 80, ({ events, disorder, policy }) => {
      const identity = applied(events, policy);
      const before = identity.outcome();
      const renamed = disorder.map((event) => elsewhere(event));
      identity.apply(renamed);
      const { profiles } = identity.outcome();
      expect(profiles).toEqual(expect.arrayContaining(before.profiles));
      expect(profiles).toHaveLength(before.profiles.length + profilesOf(applied(renamed, policy)).length);
    });
  });

  it('I11: does not move for an alias to itself, to a blocked value, or one that is repeated', async () => {
    await checkHistories(cases(), 120, ({ events, policy }) => {
      const identity = applied(events, policy);
      const before = profilesOf(identity);
      const later = { timestamp: '2027-01-01T00:00:00.000Z', receivedAt: '2027-01-01T00:00:00.000Z' };
      const repeats = events
        .filter(({ type }) => type === 'alias')
        .map((event, n) => ({ ...event, ...later, messageId: `again-${n}` }));
      const known = before.some(({ identifiers }) => identifiers.includes('user_id:u1'));
      const itself = anEvent({ type: 'alias', userId: 'u1', previousId: 'u1', ...later });
      const nobody = ['null', '"undefined"', '0-0', '[object Object]'].map((previousId) =>
        anEvent({ type: 'alias', userId: 'u1', previousId, ...later }),
      );
      identity.apply([...repeats, ...(known ? [itself, ...nobody] : [])]);
      expect(profilesOf(identity).map(({ events: _events, ...profile }) => profile)).toEqual(
        before.map(({ events: _events, ...profile }) => profile),
      );
    });
  });

  it('I12: joins two user ids only along counting aliases, and at most the largest class of them', async () => {
    let classes = 0;
    await checkHistories(cases(50), 120, ({ disorder, policy, chunkSizes }) => {
      const edges = readEvents(disorder, policy).flatMap((one) => edgesOf(one, policy));
      const counting = edges.filter((edge) => isAlias(edge, policy));
      for (const { identifiers } of profilesOf(applied(disorder, policy, chunkSizes))) {
        const users = identifiers.filter((one) => typeOf(one) === 'user_id');
        expect(users.length).toBeLessThanOrEqual(policy.largestAliasClass);
        const reached = new Set(users.slice(0, 1));
        for (const one of reached)
          for (const { anchor, node } of counting) {
            if (anchor === one) reached.add(node);
            if (node === one) reached.add(anchor);
          }
        for (const user of users) expect(reached).toContain(user);
        if (users.length > 1) classes++;
      }
    });
    expect(classes).toBeGreaterThan(5);
  });

  it('I14: takes nothing away from a profile while events come in order, without new hubs and merged users', async () => {
    const policy = { ...defaultIdentityPolicy, hubThreshold: 1000 };
    await checkHistories(historiesInOrder(30), 80, ({ events }) => {
      const identity = new MemoryIdentity(policy);
      let former: string[][] = [];
      for (const event of events) {
        identity.apply([event]);
        const now = profilesOf(identity).map(({ identifiers }) => identifiers);
        for (const group of former)
          expect(now.some((one) => group.every((id) => one.includes(id)))).toBe(true);
        former = now;
      }
    });
  });

  it('I15: never lets a future date win over what happened after it was received', async () => {
    await checkHistories(cases(), 80, ({ events }) => {
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
        receivedAt: '2026-01-01T12:00:00.502Z',
        traits: { plan: 'later' },
      };
      const early = events.filter((event) => Number(momentTuple(event)[1]) < Date.parse(future.receivedAt));
      const profile = profilesOf(applied([...early, later, future], defaultIdentityPolicy)).find(
        ({ identifiers }) => identifiers.includes('user_id:u1'),
      );
      expect(profile?.traits.plan).toBe('later');
    });
  });

  it('I18: files every event under exactly one profile, the one that holds its anchor', async () => {
    await checkHistories(cases(), 120, ({ disorder, policy, chunkSizes }) => {
      const profiles = profilesOf(applied(disorder, policy, chunkSizes));
      const filed = profiles.flatMap(({ identifiers, events }) =>
        events.map((event) => ({ event, identifiers })),
      );
      const said = readEvents(disorder, policy);
      expect(filed).toHaveLength(said.length);
      for (const { event, ids } of said) {
        const place = filed.find((one) => one.event === `${event.sourceId} ${event.messageId}`);
        expect(place?.identifiers).toContain(ids[0]);
      }
    });
  });
});

describe('identity, when people decide, too', () => {
  /** Without new hubs: whoever is one stays one, also when the link that made it one is taken back. */
  const withDecisions = fc
    .record({ one: cases(), decisions })
    .map(({ one, decisions }) => ({ ...one, policy: { ...one.policy, hubThreshold: 25 }, decisions }));

  it('agrees with the plain model over 500 random histories of events, links, separations, and their end', async () => {
    const met = new Map<string, number>();
    const { runs } = await checkHistories(withDecisions, 500, ({ events, disorder, policy, decisions }) => {
      const lived = livedThrough(disorder, decisions, policy);
      const identity = new MemoryIdentity(policy);
      for (const step of lived.steps) {
        identity.apply(step.events);
        if (step.decided) identity.decide(step.decided);
      }
      const outcome = expected({ events, ...lived.decisions }, policy);
      expect(identity.outcome()).toEqual(outcome);
      for (const verdict of new Set(Object.values(outcome.verdicts)))
        met.set(verdict, (met.get(verdict) ?? 0) + 1);
    });
    expect(runs).toBeGreaterThanOrEqual(500);
    expect(met.get('refused_separated') ?? 0).toBeGreaterThan(20);
  }, 120_000);

  it('I16: is as before when a link is drawn and taken back, or people are separated and the separation is lifted', async () => {
    let moved = 0;
    await checkHistories(withDecisions, 200, ({ disorder, policy, decisions }) => {
      const identity = applied(disorder, policy);
      const before = identity.outcome();
      for (const drawn of decisions) {
        const { steps } = livedThrough(disorder, [{ ...drawn, after: 100 }], policy);
        const [decided] = steps.flatMap((step) => step.decided ?? []);
        if (!decided) continue;
        identity.decide(decided);
        if (JSON.stringify(profilesOf(identity)) !== JSON.stringify(before.profiles)) moved++;
        identity.decide('edge' in decided ? { ...decided, active: false } : { ...decided, lifted: true });
        expect(identity.outcome()).toEqual(before);
      }
    });
    expect(moved).toBeGreaterThan(20);
  });
});

/** Moments merge by minimum, registers by maximum; the text after a register's moment belongs to it. */
function join(a: Record<string, string>, b: Record<string, string>): Record<string, string> {
  const joined = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const known = joined[key];
    const wins = known === undefined || (key.startsWith('trait ') ? value > known : value < known);
    if (wins) joined[key] = value;
  }
  return joined;
}

/** The same event about people who share no identifier with those of the histories. */
function elsewhere(event: AcceptedEvent): AcceptedEvent {
  const rename = (id: string | null): string | null => (id === null ? null : `elsewhere-${id.slice(0, 400)}`);
  const email = { email: 'elsewhere@acme.test' };
  return {
    ...event,
    messageId: `elsewhere-${event.messageId}`,
    userId: rename(event.userId),
    anonymousId: rename(event.anonymousId),
    previousId: rename(event.previousId),
    traits: event.traits && { ...event.traits, ...email },
    context: { traits: email },
  };
}
