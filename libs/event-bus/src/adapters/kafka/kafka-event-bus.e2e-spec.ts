import { breakConnection, busDatabase } from '../../bus-database.spec-support.js';
import { eventBusContract } from '../../event-bus.contract.js';
import { deadLetterTopic, kafkaBus, KafkaHand, testBrokers } from './kafka-world.spec-support.js';

eventBusContract(
  'kafka',
  async () => {
    const brokers = testBrokers();
    const test = await busDatabase();
    return {
      database: test.database,
      deadLetterTopic,
      open: async (options) => {
        const bus = kafkaBus({ brokers, database: test.database, ...options });
        return bus;
      },
      tombstone: (topic, key) => new KafkaHand(brokers).produce(topic, [{ key, value: null }]),
      breakConnection: (backend) => breakConnection(test.url, backend),
      close: test.close,
    };
  },
  { hasConnections: false },
);
