import { BusTest, type BusWorld, unique, workspace } from './bus-test.spec-support.js';
import { eventually } from './effects.spec-support.js';
import type { BusRecord } from './event-bus.js';
import { faultContract } from './fault.contract.js';
import { poisonContract } from './poison.contract.js';

/** What every adapter promises. */
export function eventBusContract(
  name: string,
  start: () => Promise<BusWorld>,
  options: { hasConnections: boolean },
): void {
  describe(`${name} event bus`, () => {
    const test = new BusTest();

    beforeAll(async () => {
      test.world = await start();
    }, 60_000);
    afterAll(() => test.world.close());
    beforeEach(() => test.begin());
    afterEach(() => test.end());

    it('hands over key, value and headers as they were given', async () => {
      const seen: BusRecord[] = [];
      const bus = await test.consuming({ handle: async (records) => void seen.push(...records) });
      const value = JSON.stringify({ text: 'Grüße, 世界 🎉', long: 'x'.repeat(9_000) });
      await bus.append([
        { topic: test.topic, key: 'w|ä', value, headers: { workspace, other: 'ö' } },
        test.message('w|ä', '{}'),
      ]);
      await eventually(
        () => seen.length,
        (length) => length === 2,
      );
      expect(seen[0]).toMatchObject({ topic: test.topic, key: 'w|ä', offset: 0n });
      expect(seen[0]?.value).toBe(value);
      expect(seen[0]?.headers).toMatchObject({ workspace, other: 'ö' });
      expect(seen[0]?.bytes().equals(Buffer.from(value))).toBe(true);
      expect(seen[1]?.offset).toBe(1n);
    });

    it('keeps the order of every key, appended or published', async () => {
      const bus = await test.consuming({ maxRecords: 7 });
      for (let round = 0; round < 12; round++) {
        const messages = Array.from({ length: 5 }, (_, i) =>
          ['a', 'b', 'c'].map((key) => test.message(key, `${round * 5 + i}`)),
        );
        if (round % 2 === 0) await bus.append(messages.flat());
        else await test.world.database.newTransaction((tx) => bus.publish(messages.flat(), tx));
        if (round % 2 === 1) await test.effects((round + 1) * 15);
      }
      await test.effects(180);
      const expected = Array.from({ length: 60 }, (_, i) => `${i}`);
      for (const key of ['a', 'b', 'c']) expect(await test.done(key)).toEqual(expected);
    });

    it('publishes exactly if the transaction commits', async () => {
      const bus = await test.consuming();
      const rolledBack = test.world.database.newTransaction(async (tx) => {
        await bus.publish([test.message('k', 'rolled back')], tx);
        throw new Error('no');
      });
      await expect(rolledBack).rejects.toThrow('no');
      await test.world.database.newTransaction((tx) => bus.publish([test.message('k', 'committed')], tx));
      expect(await test.effects(1)).toEqual(['committed']);
    });

    it('never skips a publisher that commits late', async () => {
      const bus = await test.consuming();
      const publish = (i: number) =>
        test.world.database.newTransaction(async (tx) => {
          await new Promise((resolve) => setTimeout(resolve, (i * 7) % 13));
          await bus.publish([test.message(`k${i % 5}`, `${i}`)], tx);
          await new Promise((resolve) => setTimeout(resolve, (i * 5) % 17));
        });
      await Promise.all(
        Array.from({ length: 8 }, async (_, lane) => {
          for (let i = 0; i < 10; i++) await publish(lane * 10 + i);
        }),
      );
      const seen = await test.effects(80);
      expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, i) => i));
    });

    it('gives every group every record, and a new group all of them from the start', async () => {
      const [second, third] = [unique('rapport.second'), unique('rapport.third')];
      const bus = await test.open();
      bus.subscribe(test.subscription());
      bus.subscribe(test.subscription({ group: second }));
      await bus.start();
      await bus.append(Array.from({ length: 30 }, (_, i) => test.message('k', `${i}`)));
      const both = [await test.effects(30), await test.effects(30, second)];
      expect(both[0]).toEqual(both[1]);
      await test.consuming({ group: third });
      expect(await test.effects(30, third)).toEqual(both[0]);
    });

    it('hands a record that is for one group to that group only', async () => {
      const second = unique('rapport.second');
      const bus = await test.open();
      bus.subscribe(test.subscription());
      bus.subscribe(test.subscription({ group: second }));
      await bus.start();
      const again = { ...test.message('k', 'again'), headers: { workspace, 'replay-for': second } };
      await test.world.database.newTransaction((tx) => bus.publish([again], tx));
      await bus.append([again, test.message('k', 'new')]);
      expect((await test.effects(3, second)).sort()).toEqual(['again', 'again', 'new']);
      expect(await test.effects(1)).toEqual(['new']);
      const health = await eventually(
        () => bus.health(),
        ({ subscriptions }) => subscriptions.every(({ lag }) => lag === 0),
      );
      expect(health.subscriptions.map(({ handled }) => handled)).toEqual([1, 3]);
    });

    it('rolls effects, published messages and the offset back together when a handler fails, and repeats them', async () => {
      let calls = 0;
      const copies = unique('rapport.copies');
      const bus = await test.open();
      bus.subscribe(
        test.subscription({
          handle: async (records, tx) => {
            await test.save(records, tx);
            if (records.some((one) => one.key === 'original'))
              await bus.publish([test.message('copy', `copy ${calls}`)], tx);
            if (++calls === 1) throw Object.assign(new Error('could not serialize'), { code: '40001' });
          },
        }),
      );
      bus.subscribe(test.subscription({ group: copies }));
      await bus.start();
      await bus.append([test.message('original', 'one')]);
      await test.effects(2, copies);
      expect((await test.effects(2)).sort()).toEqual(['copy 1', 'one']);
      expect((await test.done(undefined, copies)).sort()).toEqual(['copy 1', 'one']);
    });

    it('repeats what a lost connection left undone, and does it once', async () => {
      let calls = 0;
      const bus = await test.consuming({
        handle: async (records, tx) => {
          await test.save(records, tx);
          if (++calls > 1) return;
          const [{ pid }] = await tx.query<[{ pid: number }]>('SELECT pg_backend_pid() AS pid');
          await test.world.breakConnection(pid);
        },
      });
      await bus.append(Array.from({ length: 10 }, (_, i) => test.message('k', `${i}`)));
      expect(await test.effects(10)).toEqual(Array.from({ length: 10 }, (_, i) => `${i}`));
      expect((await bus.health()).subscriptions[0]).toMatchObject({ deadLettered: 0, halted: null });
    });

    poisonContract(test);
    faultContract(test, options);

    it('halts the group on a defect of our own, sets nothing aside and keeps the offset', async () => {
      const bus = await test.consuming({ handle: (_records, tx) => tx.query('SELECT no_such_column') });
      await bus.append([test.message('k', '1')]);
      const health = await eventually(
        () => bus.health(),
        ({ subscriptions }) => subscriptions[0]?.halted !== null,
      );
      expect(health.subscriptions[0]).toMatchObject({ deadLettered: 0, handled: 0, lag: 1 });
      await bus.stop();
      await test.consuming();
      expect(await test.effects(1)).toEqual(['1']);
    });

    it('drains on stop: the transaction in hand commits, and nothing is taken after it', async () => {
      let finish = (): void => undefined;
      const held = new Promise<void>((resolve) => (finish = resolve));
      let calls = 0;
      const bus = await test.consuming({
        maxRecords: 2,
        handle: async (records, tx) => {
          calls++;
          await held;
          await test.save(records, tx);
        },
      });
      await bus.append(Array.from({ length: 6 }, (_, i) => test.message('k', `${i}`)));
      await eventually(
        () => calls,
        (seen) => seen === 1,
      );
      const stopped = bus.stop();
      finish();
      await stopped;
      const done = await test.done();
      expect(done).toEqual(['0', '1']);
      await test.consuming();
      expect(await test.effects(6)).toEqual(['0', '1', '2', '3', '4', '5']);
    });

    it('tells how many records a group has not handled', async () => {
      let open_ = (): void => undefined;
      const gate = new Promise<void>((resolve) => (open_ = resolve));
      const bus = await test.consuming({
        handle: async (records, tx) => {
          await gate;
          await test.save(records, tx);
        },
      });
      await bus.append(Array.from({ length: 5 }, (_, i) => test.message('k', `${i}`)));
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
        subscriptions: [{ group: test.group, topic: test.topic, joined: true, oldestMs: 0 }],
      });
    });

    it('refuses a message for a topic that is not in the registry, and one that is too large', async () => {
      const bus = await test.open();
      await expect(bus.append([{ topic: 'rapport.nowhere.v1', key: 'k', value: '{}' }])).rejects.toThrow(
        'unknown topic',
      );
      await expect(bus.append([test.message('k', 'x'.repeat(800_000))])).rejects.toThrow('larger than');
    });
  });
}
