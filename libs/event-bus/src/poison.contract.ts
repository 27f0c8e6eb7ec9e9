import type { EntityManager } from 'typeorm';
import { type BusTest, workspace } from './bus-test.spec-support.js';
import { eventually } from './effects.spec-support.js';
import type { BusRecord } from './event-bus.js';

const absentError = (): Error => undefined as unknown as Error;

/** One record that cannot be used is set aside; everything around it is handled. */
export function poisonContract(test: BusTest): void {
  describe('with a record that its handler cannot use', () => {
    const poison = 'not JSON';
    const spoil: Record<string, (record: BusRecord, database: EntityManager) => Promise<unknown>> = {
      'that is not JSON': async (record) => JSON.parse(record.value ?? ''),
      'on which it throws a TypeError': async (record) =>
        (record as unknown as { no: { such: string } }).no.such,
      'on which it rejects with undefined': () => Promise.reject(absentError()),
      'that PostgreSQL refuses to store': (_record, tx) => tx.query(`SELECT '{"a":"\\u0000"}'::jsonb`),
    };

    it.each(Object.keys(spoil))('sets aside one %s and handles its neighbours in order', async (kind) => {
      const bus = await test.consuming({
        handle: async (records, tx) => {
          await test.save(records, tx);
          for (const record of records) if (record.value === poison) await spoil[kind]?.(record, tx);
        },
      });
      const values = Array.from({ length: 21 }, (_, i) => (i === 13 ? poison : `${i}`));
      await bus.append(values.map((value) => test.message('k', value)));
      expect(await test.effects(20)).toEqual(values.filter((value) => value !== poison));
      const [letter] = await test.deadLetters(1);
      expect(letter).toMatchObject({
        origin: 'consumer',
        workspaceId: workspace,
        code: 'poison',
        topic: test.topic,
        offset: '13',
        consumerGroup: test.group,
        attempts: 3,
      });
      expect(Buffer.from(letter?.payload ?? '', 'base64').toString()).toBe(poison);
    });

    it('sets aside a tombstone that its handler cannot use', async () => {
      const bus = await test.consuming({
        handle: async (records, tx) => {
          for (const record of records) (record.value as string).trim();
          await test.save(records, tx);
        },
      });
      await test.world.tombstone(test.topic, 'k');
      await bus.append([test.message('k', 'after')]);
      expect(await test.effects(1)).toEqual(['after']);
      expect(await test.deadLetters(1)).toMatchObject([{ payload: '', offset: '0' }]);
    });

    it('sets aside what the handler returns, in the transaction of the rest', async () => {
      const bus = await test.consuming({
        handle: async (records, tx) => {
          const good = records.filter((record) => record.value !== poison);
          await test.save(good, tx);
          return records
            .filter((record) => record.value === poison)
            .map((record) => ({ record, code: 'invalid_json', message: 'not JSON' }));
        },
      });
      await bus.append([test.message('k', '1'), test.message('k', poison), test.message('k', '2')]);
      expect(await test.effects(2)).toEqual(['1', '2']);
      expect(await test.deadLetters(1)).toMatchObject([{ code: 'invalid_json', attempts: 1 }]);
    });

    it('sets aside one on which the handler never returns', async () => {
      const bus = await test.consuming(
        {
          handle: async (records, tx) => {
            if (records.some((record) => record.value === poison)) await new Promise(() => undefined);
            await test.save(records, tx);
          },
        },
        { handlerLimitMs: 60 },
      );
      await bus.append([test.message('k', poison), test.message('k', 'after')]);
      expect(await test.effects(1)).toEqual(['after']);
      expect((await test.deadLetters(1))[0]?.message).toContain('HandlerTimeoutError');
    });

    it('keeps bytes that are no text, and publishes them again byte by byte for the group that failed on them', async () => {
      const bytes = Buffer.from([0xc3, 0x28, 0x00, 0xff]);
      const seen: Buffer[] = [];
      let broken = true;
      const bus = await test.consuming({
        handle: async (records) => {
          if (broken) throw new TypeError('not text');
          seen.push(...records.map((record) => record.bytes()));
        },
      });
      const publish = (headers: Record<string, string>) =>
        test.world.database.newTransaction((tx) =>
          bus.publish([{ topic: test.topic, key: 'k', value: bytes, headers }], tx),
        );
      await publish({ workspace, mine: 'yes' });
      const [letter] = await test.deadLetters(1);
      expect(letter).toMatchObject({ key: 'k', headers: { workspace, mine: 'yes' }, offset: '0' });
      expect(Buffer.from(letter?.payload ?? '', 'base64').equals(bytes)).toBe(true);
      broken = false;
      await publish({ ...letter?.headers, 'replay-for': test.group, 'replay-of': letter?.id ?? '' });
      await eventually(
        () => seen.length,
        (count) => count > 0,
      );
      expect(seen.map((one) => one.equals(bytes))).toEqual([true]);
    });

    it('gives a record that was published again and fails again the same letter', async () => {
      const bus = await test.consuming({
        handle: async (records, tx) => {
          if (records.some(({ value }) => value === poison)) throw new TypeError('as ever');
          await test.save(records, tx);
        },
      });
      await bus.append([test.message('k', poison)]);
      const [first] = await test.deadLetters(1);
      const headers = { workspace, 'replay-for': test.group, 'replay-of': first?.id ?? '' };
      await bus.append([{ ...test.message('k', poison), headers }, test.message('k', 'after')]);
      expect(await test.effects(1)).toEqual(['after']);
      const letters = await test.deadLetters(2);
      expect(letters.map(({ id, offset }) => [id, offset])).toEqual([
        [first?.id, '0'],
        [first?.id, '1'],
      ]);
      expect(letters[1]?.headers).toEqual({ workspace });
    });

    it('halts the group before it sets aside more than 50, because that is a bad deploy', async () => {
      const bus = await test.consuming({
        handle: () => Promise.reject(new TypeError('bad deploy')),
        maxRecords: 10,
      });
      await bus.append(Array.from({ length: 60 }, (_, i) => test.message('k', `${i}`)));
      const health = await eventually(
        () => bus.health(),
        ({ subscriptions }) => subscriptions[0]?.halted !== null,
      );
      expect(health.subscriptions[0]).toMatchObject({ deadLettered: 50, lag: 10 });
    });
  });
}
