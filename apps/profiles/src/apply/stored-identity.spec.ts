import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import fc from 'fast-check';
import { ApplyHarness } from './apply.spec-support.js';
import { checkHistories } from './domain/check-histories.spec-support.js';
import { chunked, chunkSizes, histories } from './domain/histories.spec-support.js';
import { compilePolicy } from '../policy/domain/compile-policy.js';
import type { PolicySettings } from '../policy/domain/policy-settings.js';
import { settingsWith } from '../policy/policy.spec-support.js';
import { aliasModes, defaultIdentityPolicy } from './domain/identity-policy.js';
import { expectedOutcome, storedOutcome } from './stored-outcome.spec-support.js';

let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
afterAll(async () => {
  await harness.store.close();
});

const settings = fc
  .record({
    aliasMode: fc.constantFrom(...aliasModes),
    hubThreshold: fc.constantFrom(2, 3, 25),
    largestAliasClass: fc.constantFrom(2, 5),
    limits: fc.constantFrom<Record<string, number>[]>({}, { anonymous_id: 2, email: 1 }),
    blockedValues: fc.constantFrom<string[][]>([], ['a2', 'bob@acme.test']),
  })
  .map(settingsWith);
const cases = (maxLength: number) =>
  fc
    .record({ history: histories(maxLength), chunkSizes, settings })
    .map(({ history, ...rest }) => ({ ...history, ...rest }));

/** A workspace of its own per case: nothing needs to be cleaned. */
async function stored(
  events: readonly AcceptedEvent[],
  sizes: readonly number[],
  settings?: PolicySettings,
): Promise<string> {
  const workspaceId = newId();
  if (settings) await harness.settle(workspaceId, settings);
  for (const chunk of chunked(events, sizes))
    await harness.apply(chunk.map((event) => ({ ...event, workspaceId, id: newId() })));
  return workspaceId;
}

/** Over a real PostgreSQL; the names begin with the invariant of identity.md 5 that they show. */
describe('identity in PostgreSQL', () => {
  it('agrees with the plain model of the algorithm over 300 random histories, in any order, repeated, in chunks', async () => {
    const { runs } = await checkHistories(
      cases(20),
      300,
      async ({ events, disorder, chunkSizes, settings }) => {
        const workspaceId = await stored(disorder, chunkSizes, settings);
        const policy = compilePolicy(settings, defaultIdentityPolicy);
        expect(await storedOutcome(harness, workspaceId)).toEqual(expectedOutcome({ events }, policy));
      },
      { isSlow: true },
    );
    expect(runs).toBeGreaterThanOrEqual(300);
  }, 120_000);

  it('gives the same whether an event comes as it happens or as history', async () => {
    await checkHistories(cases(20), 20, async ({ events, disorder, chunkSizes }) => {
      const mixed = disorder.map((event, n): AcceptedEvent => ({
        ...event,
        mode: n % 2 ? 'live' : 'backfill',
      }));
      const workspaceId = await stored(mixed, chunkSizes);
      expect(await storedOutcome(harness, workspaceId)).toEqual(
        expectedOutcome({ events }, defaultIdentityPolicy),
      );
    });
  });

  it('I6: shards stored apart join, row by row, to what is stored of the whole', async () => {
    await checkHistories(cases(30), 20, async ({ events, disorder, chunkSizes }) => {
      const whole = await evidenceOf(await stored(events, [events.length]));
      const shards = [0, 1, 2].map((shard) => disorder.filter((_, n) => n % 3 === shard));
      const joined: string[] = [];
      for (const shard of shards) joined.push(await stored(shard, chunkSizes));
      expect(await evidenceOf(...joined)).toEqual(whole);
      expect(await evidenceOf(...joined.reverse(), ...joined)).toEqual(whole);
    });
  });

  it('I8: resolves every profile id it ever issued to exactly one live profile', async () => {
    let retired = 0;
    await checkHistories(cases(30), 20, async ({ disorder, chunkSizes }) => {
      const workspaceId = await stored(disorder, chunkSizes);
      const issued = await harness.rows<{ live: number; isRetired: boolean }>(
        `SELECT count(p.profile_id)::int AS live, bool_and(p.profile_id <> i.profile_id) AS "isRetired"
         FROM profiles.profile_ids i
         LEFT JOIN profiles.identity_nodes n ON n.workspace_id = i.workspace_id AND n.node_id = i.node_id
         LEFT JOIN profiles.profiles p ON p.workspace_id = n.workspace_id AND p.profile_id = n.profile_id
         WHERE i.workspace_id = $1 GROUP BY i.profile_id`,
        [workspaceId],
      );
      expect(issued.filter(({ live }) => live !== 1)).toEqual([]);
      retired += issued.filter(({ isRetired }) => isRetired).length;
    });
    expect(retired).toBeGreaterThan(0);
  });

  it('I10: writes no row of anybody whom an event does not concern', async () => {
    await checkHistories(cases(20), 15, async ({ events, chunkSizes }) => {
      const workspaceId = await stored(events, chunkSizes);
      const before = await rowVersions(workspaceId);
      const [event] = events;
      const alone = {
        userId: 'somebody-else',
        anonymousId: null,
        previousId: null,
        context: {},
        traits: null,
      };
      await harness.apply([{ ...event!, ...alone, workspaceId, messageId: newId(), id: newId() }]);
      expect(await rowVersions(workspaceId)).toEqual(expect.arrayContaining(before));
    });
  });

  /** Evidence of workspaces, joined by minimum, maximum and union. */
  async function evidenceOf(...workspaceIds: string[]): Promise<unknown[]> {
    return harness.rows(evidenceSql, [workspaceIds]);
  }

  /** Every row about identity and people, with the transaction that wrote it last. */
  async function rowVersions(workspaceId: string): Promise<unknown[]> {
    const tables = [
      'identity_nodes',
      'identity_edges',
      'identity_clusters',
      'trait_registers',
      'profiles',
      'profile_ids',
    ];
    return harness.rows(
      tables
        .map(
          (table) =>
            `SELECT '${table}' AS "table", ctid::text, xmin::text FROM profiles.${table} WHERE workspace_id = $1`,
        )
        .join(' UNION ALL '),
      [workspaceId],
    );
  }
});

const evidenceSql = `
  SELECT 'node ' || node_id AS key, min(encode(seen, 'hex')) AS least, NULL AS most FROM profiles.identity_nodes
   WHERE workspace_id = ANY ($1) GROUP BY node_id
  UNION ALL
  SELECT concat_ws(' ', 'edge', kind, anchor_id, node_id), min(encode(moment, 'hex')), NULL FROM profiles.identity_edges
   WHERE workspace_id = ANY ($1) GROUP BY kind, anchor_id, node_id
  UNION ALL
  SELECT concat_ws(' ', 'trait', node_id, key), min(encode(first_moment, 'hex')), max(encode(moment, 'hex') || value::text)
    FROM profiles.trait_registers WHERE workspace_id = ANY ($1) GROUP BY node_id, key
  UNION ALL
  SELECT concat_ws(' ', 'member', node_id, group_id), min(encode(first_moment, 'hex')), max(encode(last_moment, 'hex'))
    FROM profiles.group_memberships WHERE workspace_id = ANY ($1) GROUP BY node_id, group_id
  UNION ALL
  SELECT concat_ws(' ', 'group trait', group_id, key), min(encode(first_moment, 'hex')), max(encode(moment, 'hex') || value::text)
    FROM profiles.group_registers WHERE workspace_id = ANY ($1) GROUP BY group_id, key
  UNION ALL
  SELECT concat_ws(' ', 'event', source_id, message_id, anchor_id), NULL, NULL FROM profiles.events
   WHERE workspace_id = ANY ($1) GROUP BY source_id, message_id, anchor_id
  ORDER BY 1`;
