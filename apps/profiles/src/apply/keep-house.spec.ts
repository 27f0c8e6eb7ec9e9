import { FixedClock, newId } from '@rapport/kernel';
import { anEvent } from '@rapport/testing';
import { pino } from 'pino';
import { ImportFilesRepository } from '../imports/persistence/import-files.repository.js';
import { ImportsRepository } from '../imports/persistence/imports.repository.js';
import { PurgeImports } from '../imports/purge-imports.js';
import { AcceptedRepository } from '../persistence/accepted.repository.js';
import { createEventPartitions } from '../persistence/event-partitions.js';
import { rollDays } from '../persistence/roll-days.js';
import { DeviceRepository } from '../persistence/device.repository.js';
import { SchemaNamesRepository } from '../persistence/schema-names.repository.js';
import { ApplyHarness } from './apply.spec-support.js';
import { ForgetOld } from './forget-old.js';
import { KeepHouse } from './keep-house.scheduler.js';

const dayMs = 86_400_000;
let harness: ApplyHarness;
beforeAll(async () => {
  harness = await ApplyHarness.open();
});
afterAll(async () => {
  await harness.store.close();
});

function houseOf(clock: FixedClock): KeepHouse {
  const { database } = harness;
  const imports = new PurgeImports(database, new ImportsRepository(), new ImportFilesRepository());
  const log = pino({ level: 'silent' });
  return new KeepHouse(
    database,
    new AcceptedRepository(),
    new ForgetOld(new SchemaNamesRepository(), new DeviceRepository()),
    imports,
    clock,
    log,
  );
}

describe('keeping house', () => {
  it('forgets keys of duplicates after 30 days, not earlier', async () => {
    const event = anEvent({ workspaceId: newId() });
    await harness.apply([event]);
    const count = async (): Promise<unknown> =>
      (await harness.rows('SELECT count(*)::int AS keys FROM profiles.accepted'))[0];
    const clock = new FixedClock(harness.clock.now() + 30 * dayMs);
    const house = houseOf(clock);
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

  it('forgets names that were not seen for 90 days, so that there is room for others', async () => {
    const [workspaceId, clock] = [newId(), new FixedClock(harness.clock.now())];
    const names = new SchemaNamesRepository();
    const name = { workspaceId, type: 'track', name: 'Old', path: '', firstMs: clock.now() };
    const write = { ...name, name: 'Young' };
    const day = (): string => new Date(clock.now()).toISOString().slice(0, 10);
    await harness.database.newTransaction((tx) => names.takeIn(tx, [name, write], day()));
    clock.advance(90 * dayMs);
    await harness.database.newTransaction((tx) => names.confirm(tx, [write], day()));
    await houseOf(clock).purge();
    clock.advance(dayMs);
    await houseOf(clock).purge();
    const rows = await harness.rows('SELECT name FROM profiles.schema_names WHERE workspace_id = $1', [
      workspaceId,
    ]);
    expect(rows).toEqual([{ name: 'Young' }]);
  });

  it('keeps whole days of the schema for a month, and what finds no day is purged all the same', async () => {
    const days = async (): Promise<string[]> =>
      (
        await harness.rows<{ name: string }>(
          `SELECT relname AS name FROM pg_class WHERE relname ~ '^schema_event_days_[0-9]{8}$' ORDER BY 1`,
        )
      ).map(({ name }) => name.slice(-8));
    await rollDays(harness.database, '2033-03-10');
    expect(await days()).toEqual(['20330309', '20330310', '20330311', '20330312']);
    const insert = `INSERT INTO profiles.schema_event_days (workspace_id, type, name, day, source_id, lane, events, last_seen_at)
      VALUES ($1, 'track', 'x', $2, $1, 0, 1, now())`;
    await harness.rows(insert, [newId(), '2033-01-01']);
    await rollDays(harness.database, '2033-04-11');
    expect(await days()).toEqual(['20330311', '20330312', '20330410', '20330411', '20330412', '20330413']);
    expect(await harness.rows('SELECT 1 FROM profiles.schema_event_days_rest')).toEqual([]);
  });

  it('does not wait for who writes what is to be purged, and leaves that', async () => {
    const [written, idle] = [newId(), newId()];
    await harness.rows(
      `INSERT INTO profiles.source_outcomes (workspace_id, source_id, bucket_at, outcome, lane, events, last_received_at)
        SELECT id, id, '2020-01-01', 'applied', 0, 1, now() FROM unnest($1::uuid[]) AS id`,
      [[written, idle]],
    );
    const left = (): Promise<{ id: string }[]> =>
      harness.rows('SELECT workspace_id AS id FROM profiles.source_outcomes WHERE workspace_id = ANY ($1)', [
        [written, idle],
      ]);
    const writer = await harness.store.openAs('profiles');
    await writer.newTransaction(async (tx) => {
      await tx.query('UPDATE profiles.source_outcomes SET events = 2 WHERE workspace_id = $1', [written]);
      await rollDays(harness.database, '2033-04-11');
    });
    expect(await left()).toEqual([{ id: written }]);
    await rollDays(harness.database, '2033-04-11');
    expect(await left()).toEqual([]);
  });
});
