import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';
import { ApplyHarness } from '../src/apply/apply.spec-support.js';

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
  const time = new Date(Date.parse('2026-01-01T00:00:00.000Z') + second * 1000).toISOString();
  return { timestamp: time, receivedAt: time };
};

async function apply(events: readonly Partial<AcceptedEvent>[]): Promise<string[]> {
  const all = events.map((given) => anEvent({ ...given, workspaceId }));
  const codes: string[] = [];
  for (let from = 0; from < all.length; from += 100) {
    codes.push(...(await harness.apply(all.slice(from, from + 100))).map(({ code }) => code));
  }
  return codes;
}

const people = async (): Promise<string[][]> =>
  (
    await harness.rows<{ identifiers: string[] }>(
      `SELECT array_agg(type || ':' || value ORDER BY type, value) AS identifiers FROM profiles.identity_nodes
       WHERE workspace_id = $1 AND profile_id IS NOT NULL AND seen IS NOT NULL GROUP BY profile_id`,
      [workspaceId],
    )
  ).map(({ identifiers }) => identifiers);

/** The same numbers in another order, the same at every run. */
const mixed = <T>(all: readonly T[]): T[] => all.map((_, n) => all[(n * 263) % all.length] as T);

describe('identifiers that many share', () => {
  const visits = Array.from({ length: 500 }, (_, n) => [
    { userId: `user-${n}`, anonymousId: 'kiosk', name: 'Signed In', ...at(n * 10) },
    { userId: null, anonymousId: 'kiosk', name: 'Looked Around', ...at(n * 10 + 1) },
  ]).flat();

  it.each([
    ['one after another', visits],
    ['in any order', mixed(visits)],
  ])('a kiosk of 500 users stays 500 people and a kiosk, who come %s', async (_, events) => {
    expect(new Set(events).size).toBe(1000);
    await apply(events);
    const all = await people();
    expect(all).toHaveLength(501);
    expect(all.every((identifiers) => identifiers.length === 1)).toBe(true);
    const [{ visits: ofKiosk }] = (await harness.rows<{ visits: number }>(
      `SELECT count(*)::int AS visits FROM profiles.events e
       JOIN profiles.identity_nodes n ON n.workspace_id = e.workspace_id AND n.node_id = e.anchor_id
       WHERE e.workspace_id = $1 AND n.value = 'kiosk'`,
      [workspaceId],
    )) as [{ visits: number }];
    expect(ofKiosk).toBe(500);
  });

  it('a kiosk that only aliases named is a person of its own as soon as an event carries it', async () => {
    const named = Array.from({ length: 25 }, (_, n) => ({
      type: 'alias' as const,
      userId: `user-${n}`,
      previousId: 'kiosk',
      ...at(n),
    }));
    await apply(named);
    expect(await people()).toHaveLength(25);
    await apply([{ userId: 'user-25', anonymousId: 'kiosk', ...at(100) }]);
    const all = await people();
    expect(all).toHaveLength(27);
    expect(all).toContainEqual(['anonymous_id:kiosk']);
    expect(all).toContainEqual(['user_id:user-25']);
    const [kiosk] = await harness.rows<{ createdAt: Date; firstSeenAt: Date }>(
      `SELECT p.created_at AS "createdAt", p.first_seen_at AS "firstSeenAt" FROM profiles.profiles p
       JOIN profiles.identity_nodes n USING (workspace_id, profile_id) WHERE p.workspace_id = $1 AND n.value = 'kiosk'`,
      [workspaceId],
    );
    const then = new Date(at(100).receivedAt);
    expect(kiosk).toEqual({ createdAt: then, firstSeenAt: then });
  });

  it('a thousand users with the id `null` do not become one', async () => {
    const nobodies = [
      'null',
      '"null"',
      "'undefined'",
      '0',
      '00000000-0000-0000-0000-000000000000',
      '[object Object]',
    ];
    const codes = await apply(
      Array.from({ length: 1000 }, (_, n) => ({
        userId: nobodies[n % nobodies.length] ?? null,
        anonymousId: `browser-${n}`,
        ...at(n),
      })),
    );
    expect(codes).toEqual([]);
    const all = await people();
    expect(all).toHaveLength(1000);
    expect(
      all.every(([one, ...others]) => one?.startsWith('anonymous_id:browser-') && others.length === 0),
    ).toBe(true);
  });

  it('an event of which every identifier is such a value is set aside and makes nobody', async () => {
    const codes = await apply(
      Array.from({ length: 100 }, (_, n) => ({
        userId: 'null',
        anonymousId: 'undefined',
        messageId: `m${n}`,
        ...at(n),
      })),
    );
    expect(codes).toEqual(Array(100).fill('no_usable_identifier'));
    expect(await people()).toEqual([]);
  });
});
