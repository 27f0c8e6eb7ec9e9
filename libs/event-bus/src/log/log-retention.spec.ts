import { systemClock } from '@rapport/kernel';
import type { TestDatabase } from '@rapport/testing';
import { busDatabase, silentLog } from '../bus-database.spec-support.js';
import { createEventBus } from '../create-event-bus.js';
import { effectsOf, eventually, saveEffects } from '../effects.spec-support.js';
import type { EventBus } from '../event-bus.js';

const topic = 'rapport.retention.v1';
const topics = [topic, 'letters'].map((name) => ({ name, partitions: 1 }));

describe('retention of the log tables', () => {
  let test: TestDatabase;
  let bus: EventBus;

  beforeEach(async () => {
    test = await busDatabase();
    bus = await createEventBus({
      ...{ kind: 'embedded', database: test.database, clock: systemClock, log: silentLog },
      ...{ topics, deadLetterTopic: 'letters', onFatal: () => undefined },
    });
  });
  afterEach(() => test.close());

  const roll = async (): Promise<number> => {
    const [row] = await test.database.query<{ dropped: number }>(
      `SELECT bus.roll_segments(interval '7 days', '{}') AS dropped`,
    );
    return row?.dropped ?? -1;
  };
  /** Moves the partition of today, and all that is in it, so many days back. */
  async function age(days: number): Promise<void> {
    const owner = await test.openAs('bus');
    await owner.newTransaction(async (tx) => {
      const [{ today, past, from, to }] = await tx.query<
        [{ today: string; past: string; from: string; to: string }]
      >(
        `SELECT to_char(d, 'YYYYMMDD') AS today, to_char(d - $1::int, 'YYYYMMDD') AS past,
                to_char(d - $1::int, 'YYYY-MM-DD') AS from, to_char(d - $1::int + 1, 'YYYY-MM-DD') AS to
         FROM (SELECT (now() AT TIME ZONE 'UTC')::date AS d) t`,
        [days],
      );
      await tx.query(`SET LOCAL timezone = 'UTC'`);
      await tx.query(`ALTER TABLE bus.segments DETACH PARTITION bus.segments_${today}`);
      await tx.query(`ALTER TABLE bus.segments_${today} RENAME TO segments_${past}`);
      await tx.query(`UPDATE bus.segments_${past} SET created_at = created_at - make_interval(days => $1)`, [
        days,
      ]);
      await tx.query(
        `ALTER TABLE bus.segments ATTACH PARTITION bus.segments_${past} FOR VALUES FROM ('${from}') TO ('${to}')`,
      );
    });
  }
  async function consume(count: number): Promise<void> {
    bus.subscribe({
      group: 'g',
      topic,
      database: test.database,
      handle: (records, tx) => saveEffects(tx, 'g', records),
    });
    await bus.start();
    await eventually(
      () => effectsOf(test.database, 'g'),
      (seen) => seen.length >= count,
    );
    await bus.stop();
  }

  it('drops a day that is old and that every group has passed', async () => {
    await bus.append([{ topic, key: 'k', value: '{}' }]);
    await consume(1);
    await age(9);
    expect(await roll()).toBe(1);
    expect(await test.database.query('SELECT 1 FROM bus.segments')).toEqual([]);
  });

  it('keeps an old day that a group has not passed, and gives it every record', async () => {
    await test.database.query(
      `INSERT INTO bus.consumer_offsets (consumer_group, log, topic, partition, next_offset) VALUES ('g', 'tables', $1, 0, 0)`,
      [topic],
    );
    await bus.append([{ topic, key: 'k', value: '1' }]);
    await age(9);
    expect(await roll()).toBe(0);
    await bus.append([{ topic, key: 'k', value: '2' }]);
    await consume(2);
    expect(await effectsOf(test.database, 'g')).toEqual(['1', '2']);
  });

  it('keeps a day that is not old, though every group has passed it', async () => {
    await bus.append([{ topic, key: 'k', value: '{}' }]);
    await consume(1);
    await age(5);
    expect(await roll()).toBe(0);
  });

  it('takes messages even where no day has been prepared for them', async () => {
    const owner = await test.openAs('bus');
    const days = await owner.query<{ name: string }>(
      `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
       WHERE i.inhparent = 'bus.segments'::regclass AND c.relname <> 'segments_rest'`,
    );
    for (const { name } of days) await owner.query(`DROP TABLE bus.${name}`);
    await bus.append([{ topic, key: 'k', value: 'kept' }]);
    await roll();
    await consume(1);
    expect(await effectsOf(test.database, 'g')).toEqual(['kept']);
  });
});
