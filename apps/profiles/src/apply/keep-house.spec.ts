import { FixedClock, newId } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';
import { pino } from 'pino';
import { AcceptedRepository } from '../persistence/accepted.repository.js';
import { createEventPartitions } from '../persistence/event-partitions.js';
import { ApplyHarness } from './apply.spec-support.js';
import { KeepHouse } from './keep-house.scheduler.js';

const dayMs = 86_400_000;
let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
afterAll(async () => {
  await harness.store.close();
});

describe('keeping house', () => {
  it('forgets keys of duplicates after 30 days, not earlier', async () => {
    const event = anEvent({ workspaceId: newId() });
    await harness.apply([event]);
    const count = async (): Promise<unknown> =>
      (await harness.rows('SELECT count(*)::int AS keys FROM profiles.accepted'))[0];
    const clock = new FixedClock(harness.clock.now() + 30 * dayMs);
    const house = new KeepHouse(harness.database, new AcceptedRepository(), clock, pino({ level: 'silent' }));
    expect(await house.purge()).toBe(0);
    clock.advance(dayMs);
    expect(await house.purge()).toBe(1);
    expect(await count()).toEqual({ keys: 0 });
  });

  it('makes the partitions of this month and the three that follow, once', async () => {
    const now = Date.parse('2031-11-15T00:00:00.000Z');
    const months = ['events_2031_11', 'events_2031_12', 'events_2032_01', 'events_2032_02'];
    expect(await createEventPartitions(harness.database, now)).toEqual(months);
    expect(await createEventPartitions(harness.database, now)).toEqual([]);
  });

  it('leaves events where they are that came before the partition of their month', async () => {
    await harness.apply([anEvent({ workspaceId: newId(), timestamp: '2041-03-05T00:00:00.000Z' })]);
    const made = await createEventPartitions(harness.database, Date.parse('2041-03-15T00:00:00.000Z'));
    expect(made).toEqual(['events_2041_04', 'events_2041_05', 'events_2041_06']);
  });
});
