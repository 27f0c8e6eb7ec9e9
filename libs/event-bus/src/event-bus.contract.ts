import type { DeadLetter } from '@rapport/contracts';
import type { Database } from '@rapport/database';
import { effectsOf, eventually, saveEffects } from './effects.spec-support.js';
import type { BusRecord, EventBus, OutgoingMessage, Subscription } from './event-bus.js';

export interface OpenOptions {
  topic: string;
  handlerLimitMs?: number;
}

/** One store, and as many processes on it as a test wants. */
export interface BusWorld {
  /** Effects are written here. */
  database: Database;
  deadLetterTopic: string;
  /** A bus of another process on the same store; stopped with the world at the latest. */
  open(options: OpenOptions): Promise<EventBus>;
  /** Writes a record without value, as another producer might. */
  tombstone(topic: string, key: string): Promise<void>;
  /** Breaks the connection of the transaction that runs under this backend's process id. */
  breakConnection(backend: number): Promise<void>;
  close(): Promise<void>;
}

const absentError = (): Error => undefined as unknown as Error;
const workspace = '00000000-0000-7000-8000-000000000001';
let counter = 0;
const unique = (what: string): string => `${what}-${process.pid}-${Date.now().toString(36)}-${++counter}`;

/** What every adapter promises. */
export function eventBusContract(name: string, start: () => Promise<BusWorld>): void {
  describe(`${name} event bus`, () => {
    let world: BusWorld;
    let topic: string;
    let group: string;
    let opened: EventBus[] = [];

    beforeAll(async () => {
      world = await start();
    }, 60_000);
    afterAll(() => world.close());
    beforeEach(() => {
      topic = unique('rapport.test');
      group = unique('rapport.test');
    });
    afterEach(async () => {
      await Promise.all(opened.map((bus) => bus.stop()));
      opened = [];
    });

    async function open(options: Partial<OpenOptions> = {}): Promise<EventBus> {
      const bus = await world.open({ topic, ...options });
      opened.push(bus);
      return bus;
    }
    function subscription(given: Partial<Subscription> = {}): Subscription {
      const own = given.group ?? group;
      return {
        group: own,
        topic,
        database: world.database,
        handle: (records, tx) => saveEffects(tx, own, records),
        ...given,
      };
    }
    /** A running bus with one consumer. */
    async function consuming(
      given: Partial<Subscription> = {},
      options: Partial<OpenOptions> = {},
    ): Promise<EventBus> {
      const bus = await open(options);
      bus.subscribe(subscription(given));
      await bus.start();
      return bus;
    }
    const message = (key: string, value: string): OutgoingMessage => ({
      topic,
      key,
      value,
      headers: { workspace },
    });
    const effects = (count: number, of = group) =>
      eventually(
        () => effectsOf(world.database, of),
        (seen) => seen.length >= count,
      );
    async function deadLetters(count: number): Promise<DeadLetter[]> {
      const letters: DeadLetter[] = [];
      const reader = await open();
      reader.subscribe({
        group: unique('rapport.test.letters'),
        topic: world.deadLetterTopic,
        database: world.database,
        handle: async (records) => {
          for (const record of records) {
            const letter = JSON.parse(record.value ?? '') as DeadLetter;
            if (letter.consumerGroup === group) letters.push(letter);
          }
        },
      });
      await reader.start();
      return eventually(
        () => letters,
        (seen) => seen.length >= count,
      );
    }

    it('hands over key, value and headers as they were given', async () => {
      const seen: BusRecord[] = [];
      const bus = await consuming({ handle: async (records) => void seen.push(...records) });
      const value = JSON.stringify({ text: 'Grüße, 世界 🎉', long: 'x'.repeat(9_000) });
      await bus.append([
        { topic, key: 'w|ä', value, headers: { workspace, other: 'ö' } },
        message('w|ä', '{}'),
      ]);
      await eventually(
        () => seen.length,
        (length) => length === 2,
      );
      expect(seen[0]).toMatchObject({ topic, key: 'w|ä', offset: 0n });
      expect(seen[0]?.value).toBe(value);
      expect(seen[0]?.headers).toMatchObject({ workspace, other: 'ö' });
      expect(seen[0]?.bytes().equals(Buffer.from(value))).toBe(true);
      expect(seen[1]?.offset).toBe(1n);
    });

    it('keeps the order of every key, appended or published', async () => {
      const bus = await consuming({ maxRecords: 7 });
      for (let round = 0; round < 12; round++) {
        const messages = Array.from({ length: 5 }, (_, i) =>
          ['a', 'b', 'c'].map((key) => message(key, `${round * 5 + i}`)),
        );
        if (round % 2 === 0) await bus.append(messages.flat());
        else await world.database.newTransaction((tx) => bus.publish(messages.flat(), tx));
        if (round % 2 === 1) await effects((round + 1) * 15);
      }
      await effects(180);
      const expected = Array.from({ length: 60 }, (_, i) => `${i}`);
      for (const key of ['a', 'b', 'c'])
        expect(await effectsOf(world.database, group, key)).toEqual(expected);
    });

    it('publishes exactly if the transaction commits', async () => {
      const bus = await consuming();
      const rolledBack = world.database.newTransaction(async (tx) => {
        await bus.publish([message('k', 'rolled back')], tx);
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      await world.database.newTransaction((tx) => bus.publish([message('k', 'committed')], tx));
      expect(await effects(1)).toEqual(['committed']);
    });

    it('never skips a publisher that commits late', async () => {
      const bus = await consuming();
      const publish = (i: number) =>
        world.database.newTransaction(async (tx) => {
          await new Promise((resolve) => setTimeout(resolve, (i * 7) % 13));
          await bus.publish([message(`k${i % 5}`, `${i}`)], tx);
          await new Promise((resolve) => setTimeout(resolve, (i * 5) % 17));
        });
      await Promise.all(
        Array.from({ length: 8 }, async (_, lane) => {
          for (let i = 0; i < 10; i++) await publish(lane * 10 + i);
        }),
      );
      const seen = await effects(80);
      expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, i) => i));
    });

    it('gives every group every record, and a new group all of them from the start', async () => {
      const [second, third] = [unique('rapport.second'), unique('rapport.third')];
      const bus = await open();
      bus.subscribe(subscription());
      bus.subscribe(subscription({ group: second }));
      await bus.start();
      await bus.append(Array.from({ length: 30 }, (_, i) => message('k', `${i}`)));
      const both = [await effects(30), await effects(30, second)];
      expect(both[0]).toEqual(both[1]);
      await consuming({ group: third });
      expect(await effects(30, third)).toEqual(both[0]);
    });

    it('rolls effects, published messages and the offset back together when a handler fails, and repeats them', async () => {
      let calls = 0;
      const copies = unique('rapport.copies');
      const bus = await open();
      bus.subscribe(
        subscription({
          handle: async (records, tx) => {
            await saveEffects(tx, group, records);
            if (records.some((one) => one.key === 'original'))
              await bus.publish([message('copy', `copy ${calls}`)], tx);
            if (++calls === 1) throw Object.assign(new Error('could not serialize'), { code: '40001' });
          },
        }),
      );
      bus.subscribe(subscription({ group: copies }));
      await bus.start();
      await bus.append([message('original', 'one')]);
      await effects(2, copies);
      expect((await effects(2)).sort()).toEqual(['copy 1', 'one']);
      expect((await effectsOf(world.database, copies)).sort()).toEqual(['copy 1', 'one']);
    });

    it('repeats what a lost connection left undone, and does it once', async () => {
      let calls = 0;
      const bus = await consuming({
        handle: async (records, tx) => {
          await saveEffects(tx, group, records);
          if (++calls > 1) return;
          const [{ pid }] = await tx.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
          await world.breakConnection(pid);
        },
      });
      await bus.append(Array.from({ length: 10 }, (_, i) => message('k', `${i}`)));
      expect(await effects(10)).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`));
      expect((await bus.health()).subscriptions[0]).toMatchObject({ deadLettered: 0, halted: null });
    });

    describe('with a record that its handler cannot use', () => {
      const poison = 'not JSON';
      const spoil: Record<
        string,
        (record: BusRecord, database: Parameters<Subscription['handle']>[1]) => Promise<unknown>
      > = {
        'that is not JSON': async (record) => JSON.parse(record.value ?? ''),
        'on which it throws a TypeError': async (record) =>
          (record as unknown as { no: { such: string } }).no.such,
        'on which it rejects with undefined': () => Promise.reject(absentError()),
        'that PostgreSQL refuses to store': (_record, tx) => tx.query(`SELECT '{"a":"\\u0000"}'::jsonb`),
      };

      it.each(Object.keys(spoil))('sets aside one %s and handles its neighbours in order', async (kind) => {
        const bus = await consuming({
          handle: async (records, tx) => {
            await saveEffects(tx, group, records);
            for (const record of records) if (record.value === poison) await spoil[kind]?.(record, tx);
          },
        });
        const values = Array.from({ length: 21 }, (_, i) => (i === 13 ? poison : `${i}`));
        await bus.append(values.map((value) => message('k', value)));
        expect(await effects(20)).toEqual(values.filter((value) => value !== poison));
        const [letter] = await deadLetters(1);
        expect(letter).toMatchObject({
          origin: 'consumer',
          workspaceId: workspace,
          code: 'poison',
          topic,
          offset: '13',
          consumerGroup: group,
          attempts: 3,
        });
        expect(Buffer.from(letter?.payload ?? '', 'base64').toString()).toBe(poison);
      });

      it('sets aside a tombstone that its handler cannot use', async () => {
        const bus = await consuming({
          handle: async (records, tx) => {
            for (const record of records) (record.value as string).trim();
            await saveEffects(tx, group, records);
          },
        });
        await world.tombstone(topic, 'k');
        await bus.append([message('k', 'after')]);
        expect(await effects(1)).toEqual(['after']);
        expect(await deadLetters(1)).toMatchObject([{ payload: '', offset: '0' }]);
      });

      it('sets aside what the handler returns, in the transaction of the rest', async () => {
        const bus = await consuming({
          handle: async (records, tx) => {
            const good = records.filter((record) => record.value !== poison);
            await saveEffects(tx, group, good);
            return records
              .filter((record) => record.value === poison)
              .map((record) => ({ record, code: 'invalid_json', message: 'not JSON' }));
          },
        });
        await bus.append([message('k', '1'), message('k', poison), message('k', '2')]);
        expect(await effects(2)).toEqual(['1', '2']);
        expect(await deadLetters(1)).toMatchObject([{ code: 'invalid_json', attempts: 1 }]);
      });

      it('sets aside one on which the handler never returns', async () => {
        const bus = await consuming(
          {
            handle: async (records, tx) => {
              if (records.some((record) => record.value === poison)) await new Promise(() => undefined);
              await saveEffects(tx, group, records);
            },
          },
          { handlerLimitMs: 60 },
        );
        await bus.append([message('k', poison), message('k', 'after')]);
        expect(await effects(1)).toEqual(['after']);
        expect((await deadLetters(1))[0]?.message).toContain('HandlerTimeoutError');
      });

      it('halts the group before it sets aside more than 50, because that is a bad deploy', async () => {
        const bus = await consuming({
          handle: () => Promise.reject(new TypeError('bad deploy')),
          maxRecords: 10,
        });
        await bus.append(Array.from({ length: 60 }, (_, i) => message('k', `${i}`)));
        const health = await eventually(
          () => bus.health(),
          ({ subscriptions }) => subscriptions[0]?.halted !== null,
        );
        expect(health.subscriptions[0]).toMatchObject({ deadLettered: 50, lag: 10 });
      });
    });

    it('halts the group on a defect of our own, sets nothing aside and keeps the offset', async () => {
      const bus = await consuming({ handle: (_records, tx) => tx.query('SELECT no_such_column') });
      await bus.append([message('k', '1')]);
      const health = await eventually(
        () => bus.health(),
        ({ subscriptions }) => subscriptions[0]?.halted !== null,
      );
      expect(health.subscriptions[0]).toMatchObject({ deadLettered: 0, handled: 0, lag: 1 });
      await bus.stop();
      await consuming();
      expect(await effects(1)).toEqual(['1']);
    });

    it('drains on stop: the transaction in hand commits, and nothing is taken after it', async () => {
      let finish = (): void => undefined;
      const held = new Promise<void>((resolve) => (finish = resolve));
      let calls = 0;
      const bus = await consuming({
        maxRecords: 2,
        handle: async (records, tx) => {
          calls++;
          await held;
          await saveEffects(tx, group, records);
        },
      });
      await bus.append(Array.from({ length: 6 }, (_, i) => message('k', `${i}`)));
      await eventually(
        () => calls,
        (seen) => seen === 1,
      );
      const stopped = bus.stop();
      finish();
      await stopped;
      const done = await effectsOf(world.database, group);
      expect(done).toEqual(['0', '1']);
      await consuming();
      expect(await effects(6)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    it('tells how many records a group has not handled', async () => {
      let open_ = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open_ = resolve));
      const bus = await consuming({
        handle: async (records, tx) => {
          await gate;
          await saveEffects(tx, group, records);
        },
      });
      await bus.append(Array.from({ length: 5 }, (_, i) => message('k', `${i}`)));
      await eventually(
        () => bus.health(),
        ({ subscriptions }) => subscriptions[0]?.lag === 5,
      );
      open_();
      const after = await eventually(
        () => bus.health(),
        ({ subscriptions }) => subscriptions[0]?.lag === 0,
      );
      expect(after).toMatchObject({
        reachable: true,
        subscriptions: [{ group, topic, joined: true, oldestMs: 0 }],
      });
    });

    it('refuses a message for a topic that is not in the registry, and one that is too large', async () => {
      const bus = await open();
      await expect(bus.append([{ topic: 'rapport.nowhere.v1', key: 'k', value: '{}' }])).rejects.toThrow(
        'unknown topic',
      );
      await expect(bus.append([message('k', 'x'.repeat(800_000))])).rejects.toThrow('larger than');
    });
  });
}
