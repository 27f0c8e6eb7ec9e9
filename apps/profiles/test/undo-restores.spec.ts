import { newId } from '@rapport/kernel';
import fc from 'fast-check';
import { checkHistories } from '../src/apply/domain/check-histories.spec-support.js';
import { histories } from '../src/apply/domain/histories.spec-support.js';
import { aliasModes, defaultIdentityPolicy } from '../src/apply/domain/identity-policy.js';
import { modelOf, readEvents } from '../src/apply/domain/model.spec-support.js';
import { ReadingRoom } from '../src/browse/reading.spec-support.js';
import { compilePolicy } from '../src/policy/domain/compile-policy.js';
import { PolicyShop, settingsWith } from '../src/policy/policy.spec-support.js';

let room: ReadingRoom;
beforeAll(async () => {
  room = await ReadingRoom.open();
});
afterAll(() => room.close());

const cases = fc
  .record({
    history: histories(25),
    settings: fc
      .record({
        aliasMode: fc.constantFrom(...aliasModes),
        hubThreshold: fc.constantFrom(3, 25),
        largestAliasClass: fc.constantFrom(2, 5),
        limits: fc.constantFrom<Record<string, number>[]>({}, { anonymous_id: 1, email: 1 }),
      })
      .map(settingsWith),
    places: fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
  })
  .map(({ history, ...rest }) => ({ ...history, ...rest }));

/**
 * Everything that is known of the people of a workspace, but for when it was written and what was done on the way: the log of
 * merges, and ids, which once issued resolve for ever.
 */
async function everything(shop: PolicyShop): Promise<unknown[]> {
  return shop.rows(`
    SELECT 'profile', to_jsonb(p) - '{revision,updated_at}'::text[] AS row FROM profiles.profiles p WHERE workspace_id = $1
    UNION ALL SELECT 'sighting', to_jsonb(s) FROM profiles.profile_sightings s WHERE workspace_id = $1
    UNION ALL SELECT 'node', to_jsonb(n) - 'cluster_id' FROM profiles.identity_nodes n WHERE workspace_id = $1
    UNION ALL SELECT 'edge', to_jsonb(e) FROM profiles.identity_edges e WHERE workspace_id = $1 AND active
    UNION ALL SELECT 'cluster', jsonb_build_array((
        SELECT jsonb_agg(n.node_id ORDER BY n.node_id) FROM profiles.identity_nodes n
        WHERE n.workspace_id = c.workspace_id AND n.cluster_id = c.cluster_id), c.last_link, c.node_count)
      FROM profiles.identity_clusters c WHERE workspace_id = $1
    UNION ALL SELECT 'trait', to_jsonb(r) FROM profiles.trait_registers r WHERE workspace_id = $1
    UNION ALL SELECT 'membership', to_jsonb(m) FROM profiles.group_memberships m WHERE workspace_id = $1
    UNION ALL SELECT 'event', to_jsonb(e) FROM profiles.events e WHERE workspace_id = $1
    ORDER BY 1, 2`);
}

const reason = 'a property test';
const pathOf = (name: string): string => `/profiles/${encodeURIComponent(name)}`;

describe('I16: an operator merge and its undo, an unmerge and its lift', () => {
  it('leave all people as if they had never happened, field by field', async () => {
    const done = { merges: 0, separations: 0, refused: 0 };
    await checkHistories(
      cases,
      40,
      async ({ events, settings, places }) => {
        const shop = await PolicyShop.open(room);
        const policy = compilePolicy(settings, defaultIdentityPolicy);
        await shop.change(settings);
        const { sourceId } = shop.workspace;
        const own = events.map((event, n) => ({ ...event, sourceId, messageId: `m${n}`, id: newId() }));
        const usable = readEvents(own, policy).map(({ event }) => event);
        if (usable.length > 0) await shop.apply(...usable);
        const { profiles } = modelOf({ events: usable }, policy);
        const before = await everything(shop);

        const [one, other] = places.map((place) => profiles[place % profiles.length]?.name);
        if (one && other && one !== other) {
          const merged = await shop.call<{ profileId: string; mergeId: string }>(
            'POST',
            `${pathOf(one)}/merge`,
            {
              with: other,
              reason,
            },
          );
          if (merged.status === 200) {
            const undo = `${pathOf(merged.body.profileId)}/merges/${merged.body.mergeId}/undo`;
            const undone = await shop.call('POST', undo, { reason });
            expect([undone.status, merged.body, undone.body]).toEqual([
              200,
              merged.body,
              expect.objectContaining({ dryRun: false }),
            ]);
            done.merges++;
          } else {
            expect(merged.body).toMatchObject({ code: 'merge_protected' });
            done.refused++;
          }
          expect(await everything(shop)).toEqual(before);
        }

        const several = profiles.filter(({ identifiers }) => identifiers.length > 1);
        const person = several[(places[2] ?? 0) % several.length];
        if (!person) return;
        const cut = 1 + ((places[3] ?? 0) % (person.identifiers.length - 1));
        const parts = [person.identifiers.slice(0, cut), person.identifiers.slice(cut)];
        const parted = await shop.call<{ separationId: string }>('POST', `${pathOf(person.name)}/unmerge`, {
          parts,
          reason,
        });
        expect([parted.status, parted.body]).toEqual([200, expect.anything()]);
        const lift = `${pathOf(person.name)}/separations/${parted.body.separationId}/lift`;
        expect(await shop.call('POST', lift, { reason })).toMatchObject({ status: 200 });
        expect(await everything(shop)).toEqual(before);
        done.separations++;
      },
      { isSlow: true },
    );
    expect(Math.min(done.merges, done.separations, done.refused)).toBeGreaterThan(0);
  }, 120_000);
});
