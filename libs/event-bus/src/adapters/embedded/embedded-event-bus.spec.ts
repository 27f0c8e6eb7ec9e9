import { systemClock } from '@rapport/kernel';
import { createEventBus } from '../../create-event-bus.js';
import { encodeSegment } from '../../log/segment-codec.js';
import { eventBusContract } from '../../event-bus.contract.js';
import { breakConnection, busDatabase, silentLog } from '../../bus-database.spec-support.js';
import { partitionOf } from '../../partition-of.js';

const deadLetterTopic = 'rapport.test-letters.v1';
const partitions = 4;

eventBusContract('embedded', async () => {
  const test = await busDatabase();
  return {
    database: test.database,
    deadLetterTopic,
    open: ({ topic, handlerLimitMs }) =>
      createEventBus({
        kind: 'embedded',
        database: test.database,
        clock: systemClock,
        log: silentLog,
        topics: [topic, deadLetterTopic].map((name) => ({ name, partitions })),
        deadLetterTopic,
        handlerLimitMs,
        onFatal: (error) => {
          throw error;
        },
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
    close: test.close,
  };
});
