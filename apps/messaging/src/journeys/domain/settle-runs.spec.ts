import type { Reentry } from '@rapport/contracts';
import fc from 'fast-check';
import { settleRuns, type RunStanding, type StandingRun } from './settle-runs.js';

function aRun(id: string, enteredAt: number, given: Partial<StandingRun> = {}): StandingRun {
  const reentry: Reentry = { rule: 'once' };
  return { id, enteredAt, state: 'active', exitReason: null, endedAt: null, reentry, ...given };
}
const ended = (endedAt: number): Partial<StandingRun> => ({
  state: 'completed',
  exitReason: 'finished',
  endedAt,
});
const closed = (endedAt: number): Partial<StandingRun> => ({
  state: 'exited',
  exitReason: 'merged',
  endedAt,
});
const afterExit: Partial<StandingRun> = { reentry: { rule: 'after_exit' } };

const of = (standings: readonly RunStanding[]) =>
  standings.map(({ id, twinOf, change }) => [id, twinOf, change]);

describe('of the runs of one person', () => {
  it('the one that entered first stays, the others are closed', () => {
    expect(of(settleRuns([aRun('b', 2), aRun('a', 1), aRun('c', 3)]))).toEqual([
      ['a', null, null],
      ['b', 'a', 'close'],
      ['c', 'a', 'close'],
    ]);
  });

  it('all stay where the journey holds a person as often as she likes', () => {
    const parallel: Partial<StandingRun> = { reentry: { rule: 'parallel' } };
    expect(of(settleRuns([aRun('a', 1, parallel), aRun('b', 2, parallel)]))).toEqual([
      ['a', null, null],
      ['b', null, null],
    ]);
  });

  it('one that ended counts: who may enter once has entered', () => {
    expect(of(settleRuns([aRun('a', 1, ended(2)), aRun('b', 5)]))).toEqual([
      ['a', null, null],
      ['b', 'a', 'close'],
    ]);
  });

  it('one that entered after another had ended stays, where the rule lets her in again', () => {
    expect(of(settleRuns([aRun('a', 1, { ...ended(2), ...afterExit }), aRun('b', 5, afterExit)]))).toEqual([
      ['a', null, null],
      ['b', null, null],
    ]);
    expect(of(settleRuns([aRun('a', 1, { ...ended(7), ...afterExit }), aRun('b', 5, afterExit)]))).toEqual([
      ['a', null, null],
      ['b', 'a', 'close'],
    ]);
  });

  it('one within the cooldown of another is closed, one beyond it stays', () => {
    const reentry: Reentry = { rule: 'cooldown', cooldown: 'PT1M', since: 'entry' };
    const runs = [
      aRun('a', 0, { reentry, ...ended(1_000) }),
      aRun('b', 30_000, { reentry }),
      aRun('c', 70_000, { reentry }),
    ];
    expect(of(settleRuns(runs))).toEqual([
      ['a', null, null],
      ['b', 'a', 'close'],
      ['c', null, null],
    ]);
  });

  it('one that a merge closed resumes once nobody stands for it', () => {
    expect(of(settleRuns([aRun('b', 2, closed(9))]))).toEqual([['b', null, 'resume']]);
    expect(of(settleRuns([aRun('a', 1), aRun('b', 2, closed(9))]))).toEqual([
      ['a', null, null],
      ['b', 'a', null],
    ]);
  });
});

const anEnd = fc.oneof(
  fc.constant<Partial<StandingRun>>({}),
  fc.integer({ min: 0, max: 30 }).map((after) => ({ ...ended(after) })),
  fc.integer({ min: 0, max: 30 }).map((after) => ({ ...closed(after) })),
);
const someRuns = fc.uniqueArray(
  fc
    .tuple(
      fc.integer({ min: 0, max: 20 }),
      anEnd,
      fc.constantFrom<Reentry[]>({ rule: 'once' }, { rule: 'after_exit' }, { rule: 'parallel' }),
      fc.uuid(),
    )
    .map(([enteredAt, end, reentry, id]) => {
      const endedAt = end.endedAt == null ? null : enteredAt + end.endedAt;
      return aRun(id, enteredAt, { ...end, endedAt, reentry });
    }),
  { maxLength: 8, selector: ({ id }) => id },
);

describe('whatever runs there are', () => {
  it('they stand the same in whatever order they are given', () => {
    fc.assert(
      fc.property(
        someRuns.chain((runs) =>
          fc.tuple(fc.constant(runs), fc.shuffledSubarray(runs, { minLength: runs.length })),
        ),
        ([runs, shuffled]) => expect(settleRuns(shuffled)).toEqual(settleRuns(runs)),
      ),
    );
  });

  it('they are settled once: a second look changes nothing', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const byId = new Map(settleRuns(runs).map((one) => [one.id, one]));
        const after = runs.map((run): StandingRun => {
          const change = byId.get(run.id)?.change;
          if (change === 'close') return { ...run, ...closed(99) };
          return change === 'resume' ? { ...run, state: 'active', exitReason: null, endedAt: null } : run;
        });
        for (const { id, twinOf, change } of settleRuns(after)) {
          expect([change, twinOf]).toEqual([null, byId.get(id)?.twinOf]);
        }
      }),
    );
  });

  it('whoever stands for another stands by itself and entered no later', () => {
    fc.assert(
      fc.property(someRuns, (runs) => {
        const standings = settleRuns(runs);
        const entered = new Map(runs.map(({ id, enteredAt }) => [id, enteredAt]));
        for (const { id, twinOf } of standings.filter((one) => one.twinOf !== null)) {
          expect(standings.find((one) => one.id === twinOf)?.twinOf).toBeNull();
          expect(entered.get(twinOf ?? '')).toBeLessThanOrEqual(entered.get(id) ?? NaN);
        }
      }),
    );
  });
});
