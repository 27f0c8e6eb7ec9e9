import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';
import * as fc from 'fast-check';
import { ApplyHarness, identityKey } from '../apply/apply.spec-support.js';
import { groupIdOf } from '../apply/derive-ids.js';
import { momentOf } from '../apply/domain/moment.js';
import { MembershipsRepository } from './persistence/memberships.repository.js';

let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
afterAll(async () => harness.store.close());

const sourceId = newId();
const dayMs = Date.parse('2026-01-01T00:00:00.000Z');
const groupKeys = ['acme', 'globex'] as const;
const anchors = ['u1', 'u2', 'u3'] as const;

/** Somebody is in a group, or says something else; or is taken out of one. */
type Step = { second: number; anchor: (typeof anchors)[number]; group: (typeof groupKeys)[number] } & (
  { kind: 'event'; type: 'group' | 'track'; traits: Record<string, number | null> } | { kind: 'removal' }
);

const step: fc.Arbitrary<Step> = fc
  .record({
    second: fc.nat({ max: 40 }),
    anchor: fc.constantFrom(...anchors),
    group: fc.constantFrom(...groupKeys),
  })
  .chain((where) =>
    fc.oneof(
      { weight: 2, arbitrary: fc.constant({ ...where, kind: 'removal' as const }) },
      {
        weight: 5,
        arbitrary: fc.record({
          ...Object.fromEntries(Object.entries(where).map(([key, value]) => [key, fc.constant(value)])),
          kind: fc.constant('event' as const),
          type: fc.constantFrom('group' as const, 'track' as const),
          traits: fc.dictionary(fc.constantFrom('plan', 'seats'), fc.option(fc.nat({ max: 3 }))),
        }) as fc.Arbitrary<Step>,
      },
    ),
  );

/** With moments of their own: what is said at one second is told apart by its place in the history. */
const history = fc
  .array(step, { minLength: 1, maxLength: 14 })
  .map((steps) => steps.map((one, index) => ({ ...one, messageId: `m${String(index).padStart(2, '0')}` })));
type Said = Step & { messageId: string };

/** The same facts in another order, some of them twice, in chunks of any size. */
const retelling = fc.record({
  order: fc.array(fc.nat(), { minLength: 14, maxLength: 14 }),
  again: fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }),
  chunk: fc.integer({ min: 1, max: 5 }),
});

const timeOf = ({ second }: Said): string => new Date(dayMs + second * 1000).toISOString();

function eventOf(workspaceId: string, said: Said & { kind: 'event' }): AcceptedEvent {
  const time = { timestamp: timeOf(said), receivedAt: timeOf(said) };
  const { type, anchor: userId, group, traits, messageId } = said;
  const about = type === 'group' ? { groupId: group, traits } : { context: { groupId: group } };
  return anEvent({ workspaceId, sourceId, messageId, type, userId, ...about, ...time });
}

async function removeAt(workspaceId: string, said: Said): Promise<void> {
  const ms = Date.parse(timeOf(said));
  const moment = momentOf({
    timestampMs: ms,
    receivedAtMs: ms,
    index: 0,
    sourceId,
    messageId: said.messageId,
  });
  const [node] = await harness.rows<{ id: string }>(
    `SELECT node_id AS id FROM profiles.identity_nodes WHERE workspace_id = $1 AND type = 'user_id' AND value = $2`,
    [workspaceId, said.anchor],
  );
  if (!node) throw new Error('nobody to remove');
  await harness.database.newTransaction((tx) =>
    new MembershipsRepository().remove(tx, [
      { workspaceId, id: node.id, groupId: groupIdOf(identityKey, said.group), moment },
    ]),
  );
}

async function tell(workspaceId: string, facts: readonly Said[], chunk: number): Promise<void> {
  for (let from = 0; from < facts.length; from += chunk) {
    const part = facts.slice(from, from + chunk);
    await harness.apply(part.flatMap((said) => (said.kind === 'event' ? [eventOf(workspaceId, said)] : [])));
    for (const said of part) if (said.kind === 'removal') await removeAt(workspaceId, said);
  }
}

/** Everybody is known beforehand, so that a removal finds whom it is about. */
async function newWorkspace(): Promise<string> {
  const workspaceId = newId();
  const before = { timestamp: '2025-12-31T00:00:00.000Z', receivedAt: '2025-12-31T00:00:00.000Z' };
  await harness.apply(anchors.map((userId) => anEvent({ workspaceId, sourceId, userId, ...before })));
  return workspaceId;
}

interface Outcome {
  members: string[];
  groups: { value: string; traits: object }[];
}

async function stored(workspaceId: string): Promise<Outcome> {
  const members = await harness.rows<{ person: string; group: string }>(
    `SELECT n.value AS person, g.value AS group FROM profiles.profile_groups m
     JOIN profiles.groups g USING (workspace_id, group_id)
     JOIN profiles.identity_nodes n ON n.workspace_id = m.workspace_id AND n.profile_id = m.profile_id AND n.type = 'user_id'
     WHERE m.workspace_id = $1 ORDER BY 1, 2`,
    [workspaceId],
  );
  const groups = await harness.rows<{ value: string; traits: object }>(
    `SELECT value, traits FROM profiles.groups WHERE workspace_id = $1 ORDER BY value`,
    [workspaceId],
  );
  return { members: members.map(({ person, group }) => `${person} in ${group}`), groups };
}

/** The same, from the facts alone: the newest word about a person and a group, and about a group and a trait, stands. */
function expected(facts: readonly Said[]): Outcome {
  const sorted = [...facts].sort((a, b) => a.second - b.second || (a.messageId < b.messageId ? -1 : 1));
  const isIn = new Map<string, boolean>();
  const groups = new Map<string, Record<string, number | null>>();
  for (const said of sorted) {
    isIn.set(`${said.anchor} in ${said.group}`, said.kind === 'event');
    if (said.kind === 'removal') continue;
    const traits = said.type === 'group' ? said.traits : {};
    groups.set(said.group, { ...groups.get(said.group), ...traits });
  }
  return {
    members: [...isIn].flatMap(([name, holds]) => (holds ? [name] : [])).sort(),
    groups: [...groups]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([value, traits]) => ({
        value,
        traits: Object.fromEntries(Object.entries(traits).filter(([, one]) => one !== null)),
      })),
  };
}

describe('groups and who is in them', () => {
  it('are the same whatever the order, the repetitions and the chunks, removals among them', async () => {
    await fc.assert(
      fc.asyncProperty(history, retelling, async (facts, { order, again, chunk }) => {
        const [plain, shuffled] = [await newWorkspace(), await newWorkspace()];
        await tell(plain, facts, facts.length);
        const retold = facts
          .map((said, index) => ({ said, place: order[index] ?? 0 }))
          .sort((a, b) => a.place - b.place)
          .map(({ said }) => said);
        await tell(shuffled, [...retold, ...retold.filter((_, index) => again[index])], chunk);
        expect(await stored(plain)).toEqual(expected(facts));
        expect(await stored(shuffled)).toEqual(expected(facts));
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('are told in the last snapshot as they are stored, and the last group_changed holds the stored traits', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (facts) => {
        const workspaceId = await newWorkspace();
        harness.activity();
        harness.groupChanges();
        await tell(workspaceId, facts, 3);
        const removed = new Set(facts.flatMap((one) => (one.kind === 'removal' ? [one.anchor] : [])));
        const snapshots = new Map(
          harness.activity().map(({ profile }) => [profile?.userId ?? '', profile?.groups]),
        );
        const { members, groups } = await stored(workspaceId);
        for (const [person, told] of snapshots) {
          if (removed.has(person as (typeof anchors)[number])) continue;
          expect([...(told ?? [])].sort().map((group) => `${person} in ${group}`)).toEqual(
            members.filter((name) => name.startsWith(`${person} `)),
          );
        }
        const last = new Map(harness.groupChanges().map(({ key, traits }) => [key, traits]));
        for (const { value, traits } of groups) expect(last.get(value) ?? {}).toEqual(traits);
      }),
      { numRuns: 25 },
    );
  }, 60_000);

  it('follow their people through a merge with nothing to move: the newest word of both sides stands', async () => {
    const workspaceId = newId();
    const at = (second: number): { timestamp: string; receivedAt: string } => {
      const time = new Date(dayMs + second * 1000).toISOString();
      return { timestamp: time, receivedAt: time };
    };
    const alone = { userId: null, anonymousId: 'a1' };
    await harness.apply([
      anEvent({ workspaceId, sourceId, ...alone, context: { groupId: 'acme' }, ...at(1) }),
      anEvent({ workspaceId, sourceId, ...alone, context: { groupId: 'globex' }, ...at(9) }),
      anEvent({ workspaceId, sourceId, userId: 'u1', context: { groupId: 'acme' }, ...at(2) }),
      anEvent({ workspaceId, sourceId, userId: 'u1', context: { groupId: 'globex' }, ...at(3) }),
    ]);
    for (const group of groupKeys) {
      await removeAt(workspaceId, {
        kind: 'removal',
        second: 5,
        anchor: 'u1',
        group,
        messageId: `r-${group}`,
      });
    }
    harness.activity();
    await harness.apply([anEvent({ workspaceId, sourceId, userId: 'u1', anonymousId: 'a1', ...at(10) })]);
    const told = harness.activity();
    expect(told.map(({ kind, profile }) => [kind, profile?.groups])).toEqual([
      ['profiles_merged', ['globex']],
      ['profiles_merged', ['globex']],
      ['event_applied', ['globex']],
    ]);
  });
});
