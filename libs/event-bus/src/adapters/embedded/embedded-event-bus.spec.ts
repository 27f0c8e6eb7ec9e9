import type { Database } from '@rapport/database';
import { systemClock } from '@rapport/kernel';
import { breakConnection, busDatabase, faultyDatabase, silentLog } from '../../bus-database.spec-support.js';
import { createEventBus } from '../../create-event-bus.js';
import type { OpenOptions } from '../../bus-test.spec-support.js';
import { eventBusContract } from '../../event-bus.contract.js';
import { encodeSegment } from '../../log/segment-codec.js';
import { partitionOf } from '../../partition-of.js';

const deadLetterTopic = 'rapport.test-letters.v1';
const partitions = 4;

eventBusContract(
  'embedded',
  async () => {
    const test = await busDatabase();
    const faulty = await faultyDatabase(test);
    const open = (database: Database, { topic, handlerLimitMs }: OpenOptions) =>
      createEventBus({
        kind: 'embedded',
        database,
        clock: systemClock,
        log: silentLog,
        topics: [topic, deadLetterTopic].map((name) => ({ name, partitions })),
        deadLetterTopic,
        handlerLimitMs,
        onFatal: (error) => {
          throw error;
        },
      });
    return {
      database: test.database,
      deadLetterTopic,
      open: (options) => open(test.database, options),
      openFaulty: async (options) => ({
        bus: await open(faulty.database, options),
        database: faulty.database,
        loseNextAnswer: () => faulty.proxy.loseNextAnswer(),
        loseNextCommit: () => faulty.proxy.loseNextAnswer(),
        lost: () => faulty.proxy.lost,
      }),
      tombstone: async (topic, key) => {
        const { payload } = encodeSegment([{ topic, key, value: null }]);
        const place = [topic, partitionOf(key, partitions)];
        await test.database.query(
          `INSERT INTO bus.segments (topic, partition, first_offset, count, codec, payload) VALUES ($1, $2, 0, 1, 0, $3)`,
          [...place, payload],
        );
        await test.database.query(
          `UPDATE bus.partitions SET next_offset = 1 WHERE topic = $1 AND partition = $2`,
          place,
        );
      },
      breakConnection: (backend) => breakConnection(test.url, backend),
      close: async () => {
        await faulty.close();
        await test.close();
      },
    };
  },
  { hasConnections: true },
);
