import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import fc from 'fast-check';
import { compilePolicy } from '../policy/domain/compile-policy.js';
import { settingsWith } from '../policy/policy.spec-support.js';
import { ApplyHarness, identityKey } from './apply.spec-support.js';
import { nodeIdOf } from './derive-ids.js';
import { checkHistories } from './domain/check-histories.spec-support.js';
import { type Decided, decisions, identifierNamed, livedThrough } from './domain/decisions.spec-support.js';
import { histories } from './domain/histories.spec-support.js';
import { aliasModes, defaultIdentityPolicy } from './domain/identity-policy.js';
import { momentOf } from './domain/moment.js';
import { expectedOutcome, storedOutcome } from './stored-outcome.spec-support.js';

let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
afterAll(async () => {
  await harness.store.close();
});

/** Without new hubs: whoever is one stays one, also when the link that made it one is taken back. */
const settings = fc
  .record({
    aliasMode: fc.constantFrom(...aliasModes),
    largestAliasClass: fc.constantFrom(2, 5),
    limits: fc.constantFrom<Record<string, number>[]>({}, { anonymous_id: 2, email: 1 }),
  })
  .map(settingsWith);
const cases = fc
  .record({ history: histories(20), settings, decisions })
  .map(({ history, ...rest }) => ({ ...history, ...rest }));

async function apply(workspaceId: string, events: readonly AcceptedEvent[]): Promise<void> {
  await harness.apply(events.map((event) => ({ ...event, workspaceId, id: newId() })));
}

const nodeOf = (name: string): string => nodeIdOf(identityKey, identifierNamed(name));
const separationIds = new Map<string, string>();

async function carryOut(workspaceId: string, decided: Decided): Promise<void> {
  if ('edge' in decided) {
    const { anchor, node, moment } = decided.edge;
    const [timestampMs, , , sourceId, messageId] = moment as [number, number, number, string, string];
    const edge = { anchorId: nodeOf(anchor), nodeId: nodeOf(node), active: decided.active };
    return harness.decide(workspaceId, [anchor, node].map(identifierNamed), {
      moment: momentOf({ timestampMs, receivedAtMs: timestampMs, index: 0, sourceId, messageId }),
      edges: [{ ...edge, separationId: null }],
    });
  }
  const key = `${workspaceId} ${decided.separation}`;
  const id = separationIds.get(key) ?? newId();
  separationIds.set(key, id);
  const now = harness.clock.now();
  return harness.decide(workspaceId, decided.parts.flat().map(identifierNamed), {
    moment: momentOf({ timestampMs: now, receivedAtMs: now, index: 0, sourceId: id, messageId: key }),
    ...(decided.lifted
      ? { lifted: id }
      : { separation: { id, parts: decided.parts.map((part) => part.map(nodeOf)) } }),
  });
}

describe('what people decide about identity', () => {
  it('is evidence like any other: what is stored agrees with the model, whenever they decided', async () => {
    const met = new Map<string, number>();
    const { runs } = await checkHistories(cases, 150, async ({ events, disorder, settings, decisions }) => {
      const workspaceId = newId();
      const policy = compilePolicy(settings, defaultIdentityPolicy);
      await harness.settle(workspaceId, settings);
      const lived = livedThrough(disorder, decisions, policy);
      for (const step of lived.steps) {
        await apply(workspaceId, step.events);
        if (step.decided) await carryOut(workspaceId, step.decided);
      }
      const expected = expectedOutcome({ events, ...lived.decisions }, policy);
      expect(await storedOutcome(harness, workspaceId)).toEqual(expected);
      for (const [edge, verdict] of Object.entries(expected.verdicts)) {
        if (edge.startsWith('operator') || verdict === 'refused_separated')
          met.set(verdict, (met.get(verdict) ?? 0) + 1);
      }
    });
    expect(runs).toBeGreaterThanOrEqual(150);
    expect(['joined', 'refused_separated'].filter((verdict) => (met.get(verdict) ?? 0) < 5)).toEqual([]);
  }, 120_000);
});
