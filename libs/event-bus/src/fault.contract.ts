import type { BusTest } from './bus-test.spec-support.js';

/** Members come and go, handlers return from the dead, answers get lost: every effect happens once, in order. */
export function faultContract(test: BusTest, options: { hasConnections: boolean }): void {
  it('fences a handler that comes back after its transaction was given up', async () => {
    let wake = (): void => undefined;
    const asleep = new Promise<void>((resolve) => (wake = resolve));
    let late: Promise<unknown> | undefined;
    let calls = 0;
    const bus = await test.consuming(
      {
        handle: async (records, tx) => {
          if (++calls === 1) {
            late = asleep.then(() => test.save(records, tx));
            await late;
          }
          await test.save(records, tx);
        },
      },
      { handlerLimitMs: 100 },
    );
    await bus.append([test.message('k', '1'), test.message('k', '2')]);
    expect(await test.effects(2)).toEqual(['1', '2']);
    wake();
    await expect(late).rejects.toThrow();
    expect(await test.done()).toEqual(['1', '2']);
  });

  it('does everything once and in order while members join and leave', async () => {
    const total = 300;
    const producer = await test.open();
    await producer.start();
    const first = await test.consuming({ maxRecords: 5 });
    let appended = 0;
    const appending = (async () => {
      for (; appended < total; appended += 10) {
        await producer.append(
          Array.from({ length: 10 }, (_, i) => test.message(`k${(appended + i) % 7}`, `${appended + i}`)),
        );
      }
    })();
    await test.effects(20);
    const second = await test.consuming({ maxRecords: 5 });
    await test.effects(60);
    await first.stop();
    const third = await test.consuming({ maxRecords: 5 });
    await test.effects(100);
    await second.stop();
    await appending;
    await test.effects(total);
    await third.stop();
    const seen = (await test.done()).map(Number);
    expect(seen).toHaveLength(total);
    for (let key = 0; key < 7; key++) {
      const ofKey = (await test.done(`k${key}`)).map(Number);
      expect(ofKey).toEqual(Array.from({ length: Math.ceil((total - key) / 7) }, (_, i) => key + 7 * i));
    }
  });

  if (options.hasConnections) {
    it('loses nothing that it acknowledged when answers are lost', async () => {
      const { bus, loseNextAnswer, lost } = await test.openFaulty();
      await bus.start();
      const acked: string[] = [];
      for (let round = 0; round < 20; round++) {
        if (round % 4 === 1) loseNextAnswer();
        const values = Array.from({ length: 5 }, (_, i) => `${round * 5 + i}`);
        await Promise.all(
          values.map((value) =>
            bus.append([test.message(`k${value}`, value)]).then(
              () => acked.push(value),
              (error: unknown) => expect(error).toMatchObject({ outcome: 'unknown' }),
            ),
          ),
        );
      }
      expect(lost()).toBeGreaterThanOrEqual(5);
      await test.consuming();
      const seen = await test.effects(acked.length);
      expect(acked.filter((value) => !seen.includes(value))).toEqual([]);
      expect(seen).toHaveLength(new Set(seen).size);
    });

    it('does once what was committed when the answer to the COMMIT was lost', async () => {
      const { bus, database, loseNextCommit } = await test.openFaulty();
      let calls = 0;
      bus.subscribe(
        test.subscription({
          database,
          handle: async (records, tx) => {
            await test.save(records, tx);
            if (++calls === 1) loseNextCommit();
          },
        }),
      );
      await bus.start();
      await bus.append([test.message('k', '1'), test.message('k', '2')]);
      await test.effects(2);
      await bus.append([test.message('k', '3')]);
      expect(await test.effects(3)).toEqual(['1', '2', '3']);
    });
  }
}
