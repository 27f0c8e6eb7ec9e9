import { systemClock } from '@rapport/kernel';
import { breakConnection, busDatabase, silentLog } from '../../bus-database.spec-support.js';
import { eventBusContract } from '../../event-bus.contract.js';
import { partitionOf } from '../../partition-of.js';
import { TopicCatalog } from '../../topic-catalog.js';
import { MemoryEventBus } from './memory-event-bus.js';
import { MemoryLog } from './memory-log.js';

const deadLetterTopic = 'rapport.test-letters.v1';
const partitions = 4;

eventBusContract(
  'memory',
  async () => {
    const test = await busDatabase();
    const log = new MemoryLog();
    return {
      database: test.database,
      deadLetterTopic,
      open: async ({ topic, handlerLimitMs }) => {
        const topics = [topic, deadLetterTopic].map((name) => ({ name, partitions }));
        const parts = {
          catalog: new TopicCatalog(topics, deadLetterTopic),
          clock: systemClock,
          log: silentLog,
          owner: 'test',
          retentionDays: 7,
          handlerLimitMs,
          onFatal: () => undefined,
        };
        return new MemoryEventBus(parts, log);
      },
      tombstone: async (topic, key) =>
        log.write([
          { topic, partition: partitionOf(key, partitions), messages: [{ topic, key, value: null }] },
        ]),
      breakConnection: (backend) => breakConnection(test.url, backend),
      close: test.close,
    };
  },
  { hasConnections: false },
);
