import type { AcceptedEvent } from '@rapport/contracts';
import { newId } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';
import { Client } from 'pg';
import { ApplyHarness } from './apply.spec-support.js';

const nowhere = newId();
let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open([nowhere]);
});
afterAll(async () => {
  await harness.store.close();
});

const kinds = (): string[] => harness.activity().map((message) => message.kind);
const at = (second: number): { timestamp: string; receivedAt: string } => {
  const time = new Date(Date.parse('2026-01-01T12:00:00.000Z') + second * 1000).toISOString();
  return { timestamp: time, receivedAt: time };
};

describe('applying events to PostgreSQL', () => {
  it('takes the same number of statements for 5, 50 and 200 events, and no more for one', async () => {
    const workspaceId = newId();
    const people = Array.from({ length: 200 }, (_, n) => [
      anEvent({ workspaceId, type: 'identify', userId: `u${n}`, traits: { n }, ...at(1) }),
      anEvent({ workspaceId, userId: null, anonymousId: `a${n}`, ...at(2) }),
    ]);
    await harness.apply(people.flat());
    let next = 0;
    /** Somebody new, somebody known, a new trait, two profiles that become one, a company. */
    const someEvents = (count: number): AcceptedEvent[] =>
      Array.from({ length: count }, (_, n) => {
        const one = next++ % 200;
        const kinds: Partial<AcceptedEvent>[] = [
          { userId: `new${next}` },
          { userId: `u${one}` },
          { type: 'identify', userId: `u${one}`, traits: { next } },
          { userId: `u${one}`, anonymousId: `a${one}` },
          { type: 'group', userId: `u${one}`, groupId: 'acme', traits: { next } },
        ];
        return anEvent({ workspaceId, ...kinds[n % 5], ...at(10 + next) });
      });
    const count = async (events: AcceptedEvent[]): Promise<number> => {
      const query = jest.spyOn(Client.prototype, 'query');
      await harness.apply(events);
      const { length } = query.mock.calls;
      query.mockRestore();
      return length;
    };
    const counts = [await count(someEvents(5)), await count(someEvents(50)), await count(someEvents(200))];
    expect(new Set(counts).size).toBe(1);
    expect(counts[0]).toBeLessThanOrEqual(35);
    expect(await count(someEvents(1))).toBeLessThan(counts[0] ?? 0);
  });

  it('gives the same messageId one effect, also across chunks and in one chunk', async () => {
    const workspaceId = newId();
    const event = anEvent({ workspaceId, messageId: 'once' });
    harness.activity();
    await harness.apply([event, { ...event, id: newId() }]);
    await harness.apply([event]);
    expect(kinds()).toEqual(['event_applied']);
  });

  it('counts duplicates, and apart from them other events under a messageId that was used before', async () => {
    const event = anEvent({ workspaceId: newId(), messageId: 'reused' });
    await harness.apply([event]);
    harness.metrics.resetMetrics();
    await harness.apply([event, { ...event, payloadSha: 'f'.repeat(64) }, { ...event, messageId: 'other' }]);
    const metric = await harness.metrics.getSingleMetric('rapport_profiles_events_total')?.get();
    expect(
      Object.fromEntries(metric?.values.map(({ labels, value }) => [labels.outcome, value]) ?? []),
    ).toEqual({
      new: 1,
      duplicate: 1,
      conflict: 1,
    });
  });

  it('keeps the same messageId of two sources and of two workspaces apart', async () => {
    const event = anEvent({ workspaceId: newId(), messageId: 'shared' });
    harness.activity();
    await harness.apply([event, { ...event, sourceId: newId() }, { ...event, workspaceId: newId() }]);
    expect(kinds()).toEqual(['event_applied', 'event_applied', 'event_applied']);
  });

  it('sets aside what is not an event, of no workspace, or about nobody, and applies its neighbours', async () => {
    const event = anEvent({ workspaceId: newId() });
    harness.activity();
    const poison = await harness.applyRecords([
      harness.recordOf(event, '{"v":1,'),
      harness.recordOf(event, 'null'),
      harness.recordOf(event, null),
      harness.recordOf({ ...event, messageId: '' }),
      harness.recordOf({ ...event, workspaceId: nowhere, messageId: 'x' }),
      harness.recordOf({ ...event, userId: 'undefined', messageId: 'y' }),
      harness.recordOf(event),
    ]);
    expect(poison.map(({ code }) => code)).toEqual([
      'invalid_json',
      'invalid_json',
      'invalid_json',
      'invalid_event',
      'unknown_workspace',
      'no_usable_identifier',
    ]);
    expect(kinds()).toEqual(['event_applied']);
  });

  it('writes no profile row for an identical identify', async () => {
    const event = anEvent({
      workspaceId: newId(),
      type: 'identify',
      traits: { plan: 'pro', tags: [1, { a: 1 }] },
      ...at(0),
    });
    const revision = (): Promise<{ revision: string }[]> =>
      harness.rows('SELECT revision FROM profiles.profiles WHERE workspace_id = $1', [event.workspaceId]);
    await harness.apply([event]);
    const before = await revision();
    await harness.apply([{ ...event, messageId: newId(), ...at(5) }]);
    expect(await revision()).toEqual(before);
  });
});
