import type { TestDatabase } from '@rapport/testing';
import { systemClock } from '@rapport/kernel';
import { busDatabase, silentLog } from '../../bus-database.spec-support.js';
import { unique } from '../../bus-test.spec-support.js';
import { createEventBus } from '../../create-event-bus.js';
import { effectsOf, eventually, saveEffects } from '../../effects.spec-support.js';
import type { EventBus, OutgoingMessage } from '../../event-bus.js';
import { partitionOf } from '../../partition-of.js';
import { deadLetterTopic, kafkaBus, KafkaHand, partitions, testBrokers } from './kafka-world.spec-support.js';

describe('kafka event bus, when Kafka misbehaves', () => {
  const brokers = testBrokers();
  const hand = new KafkaHand(brokers);
  const key = 'k';
  const partition = partitionOf(key, partitions);
  let test: TestDatabase;
  let topic: string;
  let group: string;
  let opened: EventBus[] = [];

  beforeAll(async () => {
    test = await busDatabase();
  });
  afterAll(() => test.close());
  beforeEach(() => {
    topic = unique('rapport.faults');
    group = unique('rapport.faults');
  });
  afterEach(async () => {
    await Promise.all(opened.map((bus) => bus.stop()));
    opened = [];
  });

  async function consuming(of = group): Promise<EventBus> {
    const bus = kafkaBus({ brokers, database: test.database, topic });
    opened.push(bus);
    bus.subscribe({
      group: of,
      topic,
      database: test.database,
      handle: (records, tx) => saveEffects(tx, of, records),
    });
    await bus.start();
    return bus;
  }
  const messages = (from: number, to: number): OutgoingMessage[] =>
    Array.from({ length: to - from }, (_, i) => ({ topic, key, value: `${from + i}` }));
  const values = (from: number, to: number): string[] => messages(from, to).map(({ value }) => value);
  const effects = (count: number, of = group) =>
    eventually(
      () => effectsOf(test.database, of),
      (seen) => seen.length >= count,
      40_000,
    );
  const halted = (bus: EventBus) =>
    eventually(
      async () => (await bus.health()).subscriptions[0]?.halted ?? null,
      (reason) => reason !== null,
      40_000,
    );
  async function stop(bus: EventBus): Promise<void> {
    opened = opened.filter((one) => one !== bus);
    await bus.stop();
  }

  it('goes on after the errors that end a kafkajs consumer for good', async () => {
    const bus = kafkaBus({ brokers, database: test.database, topic });
    opened.push(bus);
    const kinds = [TypeError, RangeError, SyntaxError, ReferenceError];
    bus.subscribe({
      group,
      topic,
      database: test.database,
      handle: async (records, tx) => {
        await saveEffects(tx, group, records);
        for (const { value } of records) {
          const Kind = kinds[Number(value?.slice('kill '.length))];
          if (value?.startsWith('kill ') && Kind) throw new Kind('from a handler');
        }
      },
    });
    await bus.start();
    await bus.append(kinds.map((_, i) => ({ topic, key, value: `kill ${i}` })));
    await bus.append(messages(0, 3));
    expect(await effects(3)).toEqual(['0', '1', '2']);
    expect((await bus.health()).subscriptions[0]).toMatchObject({
      joined: true,
      deadLettered: 4,
      halted: null,
    });
  });

  it('halts a partition whose unread records were deleted, instead of skipping them in silence', async () => {
    const bus = await consuming();
    await bus.append(messages(0, 5));
    await effects(5);
    await stop(bus);
    await hand.produce(topic, messages(5, 20));
    await hand.truncate(topic, partition, '12');
    expect(await halted(await consuming())).toMatch(/5 to 12 were deleted unread/);
    expect(await effectsOf(test.database, group)).toEqual(values(0, 5));
  });

  it('starts a new group where the log starts', async () => {
    const bus = await consuming();
    await bus.append(messages(0, 20));
    await effects(20);
    await hand.truncate(topic, partition, '12');
    const second = unique('rapport.second');
    await consuming(second);
    expect(await effects(8, second)).toEqual(values(12, 20));
  });

  it.each([
    ['shorter', 3],
    ['longer', 30],
  ])('halts a partition of a topic that was created anew and is now %s', async (_, length) => {
    const bus = await consuming();
    await bus.append(messages(0, 10));
    await effects(10);
    await stop(bus);
    await hand.deleteTopic(topic);
    await hand.createTopic({ topic, numPartitions: partitions });
    await hand.produce(topic, messages(100, 100 + length));
    expect(await halted(await consuming())).toMatch(/the log ends at 3|the topic was created anew/);
    expect(await effectsOf(test.database, group)).toEqual(values(0, 10));
  });

  it('halts when a topic is created anew under a running consumer', async () => {
    const bus = await consuming();
    await bus.append(messages(0, 10));
    await effects(10);
    await hand.deleteTopic(topic);
    await hand.createTopic({ topic, numPartitions: partitions });
    await hand.produce(topic, messages(100, 105));
    expect(await halted(bus)).toMatch(/the log ends at \d, before offset 10/);
    expect(await effectsOf(test.database, group)).toEqual(values(0, 10));
  });

  it('reads again from where an operator sets the group back to', async () => {
    const bus = await consuming();
    await bus.append(messages(0, 10));
    await effects(10);
    await stop(bus);
    await test.database.query(
      `UPDATE bus.consumer_offsets SET next_offset = 4
       WHERE consumer_group = $1 AND log = 'kafka' AND partition = $2`,
      [group, partition],
    );
    await consuming();
    expect(await effects(16)).toEqual([...values(0, 10), ...values(4, 10)]);
  });

  it('refuses a topic whose number of partitions is not the one of the registry', async () => {
    await hand.createTopic({ topic, numPartitions: partitions + 1 });
    const bus = kafkaBus({ brokers, database: test.database, topic });
    await expect(bus.start()).rejects.toThrow(/has 5 partitions, Rapport needs exactly 4/);
    await bus.stop();
  });

  it('takes a group along when an installation moves from the embedded bus to Kafka, and does nothing twice', async () => {
    const topics = [topic, deadLetterTopic].map((name) => ({ name, partitions }));
    const late = unique('rapport.late');
    const embedded = await createEventBus({
      ...{ kind: 'embedded', database: test.database, clock: systemClock, log: silentLog },
      ...{ topics, deadLetterTopic, onFatal: () => undefined },
    });
    embedded.subscribe({
      group,
      topic,
      database: test.database,
      handle: (records, tx) => saveEffects(tx, group, records),
    });
    await embedded.start();
    await embedded.append(messages(0, 10));
    await effects(10);
    await embedded.stop();
    await test.database.newTransaction((tx) => embedded.publish(messages(10, 15), tx));

    const kafka = kafkaBus({ brokers, database: test.database, topic });
    opened.push(kafka);
    for (const name of [group, late]) {
      kafka.subscribe({
        group: name,
        topic,
        database: test.database,
        handle: (records, tx) => saveEffects(tx, name, records),
      });
    }
    await kafka.start();
    await effects(15);
    await kafka.append(messages(15, 20));
    expect(await effects(20)).toEqual(values(0, 20));
    expect(await effects(10, late)).toEqual(values(10, 20));
  });
});
