import type { Database } from '@rapport/database';
import { breakConnection, busDatabase, faultyDatabase } from '../../bus-database.spec-support.js';
import { type OpenOptions, unique } from '../../bus-test.spec-support.js';
import { effectsOf, eventually, saveEffects } from '../../effects.spec-support.js';
import { eventBusContract } from '../../event-bus.contract.js';
import { deadLetterTopic, kafkaBus, KafkaHand, proxiedKafka } from './kafka-world.spec-support.js';

eventBusContract(
  'kafka',
  async () => {
    const { brokers, proxy } = await proxiedKafka();
    const test = await busDatabase();
    const faulty = await faultyDatabase(test);
    const open = async (database: Database, options: OpenOptions) =>
      kafkaBus({ brokers, database, ...options });
    return {
      database: test.database,
      deadLetterTopic,
      open: (options) => open(test.database, options),
      openFaulty: async (options) => ({
        bus: await open(test.database, options),
        database: faulty.database,
        loseNextAnswer: () => proxy.loseNextAnswer(),
        loseNextCommit: () => faulty.proxy.loseNextAnswer(),
        lost: () => proxy.lost,
      }),
      tombstone: (topic, key) => new KafkaHand(brokers).produce(topic, [{ key, value: null }]),
      breakConnection: (backend) => breakConnection(test.url, backend),
      close: async () => {
        await faulty.close();
        await test.close();
        await proxy.close();
      },
    };
  },
  { hasConnections: true },
);

describe('kafka event bus, while Kafka is away', () => {
  it('spills what the edge appends, and ships it in order when Kafka is back', async () => {
    const { brokers, proxy } = await proxiedKafka();
    const test = await busDatabase();
    const topic = unique('rapport.away');
    const group = unique('rapport.away');
    const bus = kafkaBus({ brokers, database: test.database, topic });
    const { database } = test;
    bus.subscribe({ group, topic, database, handle: (records, tx) => saveEffects(tx, group, records) });
    await bus.start();
    try {
      const append = (from: number, to: number) =>
        bus.append(Array.from({ length: to - from }, (_, i) => ({ topic, key: 'k', value: `${from + i}` })));
      const effects = (count: number) =>
        eventually(
          () => effectsOf(database, group),
          (seen) => seen.length >= count,
          50_000,
        );
      await append(0, 5);
      await effects(5);
      proxy.goAway();
      for (let i = 5; i < 25; i += 5) await append(i, i + 5);
      expect(await effectsOf(database, group)).toHaveLength(5);
      proxy.comeBack();
      for (let i = 25; i < 60; i++) await append(i, i + 1);
      const seen = await effects(60);
      expect([...new Set(seen)]).toEqual(Array.from({ length: 60 }, (_, i) => `${i}`));
    } finally {
      await bus.stop();
      await test.close();
      await proxy.close();
    }
  });
});
