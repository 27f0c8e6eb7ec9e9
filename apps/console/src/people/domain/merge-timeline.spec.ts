import fc from 'fast-check';
import { mergeTimeline, toReadOn, type Reading } from './merge-timeline';

interface Item {
  at: string;
  id: string;
}

/** Few instants, so that many fall together. */
const list = fc
  .array(fc.integer({ min: 0, max: 12 }), { maxLength: 25 })
  .map((moments) => moments.sort((a, b) => b - a));
const history = fc
  .array(list, { minLength: 1, maxLength: 4 })
  .map((lists) =>
    lists.map((moments, n) =>
      moments.map((ms, k): Item => ({ at: new Date(ms).toISOString(), id: `${n}-${k}` })),
    ),
  );
const steps = fc.array(fc.record({ list: fc.nat({ max: 3 }), size: fc.integer({ min: 1, max: 6 }) }), {
  maxLength: 40,
});

const readTo = (lists: Item[][], depth: readonly number[]): Reading<Item>[] =>
  lists.map((items, n) => ({ items: items.slice(0, depth[n] ?? 0), more: (depth[n] ?? 0) < items.length }));
const whole = (lists: Item[][]) =>
  mergeTimeline(
    readTo(
      lists,
      lists.map((items) => items.length),
    ),
  ).items;

describe('the merged timeline', () => {
  it('holds everything once, newest first, once all was read', () => {
    fc.assert(
      fc.property(history, (lists) => {
        const items = whole(lists);
        expect(items.map(({ id }) => id).sort()).toEqual(
          lists
            .flat()
            .map(({ id }) => id)
            .sort(),
        );
        expect(items.map(({ at }) => at)).toEqual(
          items
            .map(({ at }) => at)
            .sort()
            .reverse(),
        );
      }),
    );
  });

  it('is, at any state of reading, the top of the whole, and grows only below', () => {
    fc.assert(
      fc.property(history, steps, (lists, order) => {
        const depth = lists.map(() => 0);
        const all = whole(lists);
        let before: Item[] = [];
        for (const step of order) {
          const n = step.list % lists.length;
          depth[n] = Math.min(lists[n]?.length ?? 0, (depth[n] ?? 0) + step.size);
          const { items } = mergeTimeline(readTo(lists, depth));
          expect(items).toEqual(all.slice(0, items.length));
          expect(items.slice(0, before.length)).toEqual(before);
          before = items;
        }
      }),
    );
  });

  it('shows nothing before every list was read down to it', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat({ max: 25 }), { minLength: 4, maxLength: 4 }), (lists, depth) => {
        const read = readTo(lists, depth);
        const oldest = mergeTimeline(read).items.at(-1);
        if (!oldest) return;
        for (const [n, items] of lists.entries())
          for (const unread of items.slice(depth[n])) expect(unread.at <= oldest.at).toBe(true);
      }),
    );
  });

  it('shows at least as many more as were asked for when the named lists are read on by a page of that size', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 1, max: 6 }), (lists, page) => {
        const depth = lists.map(() => 0);
        for (let shown = 0; ;) {
          const read = readTo(lists, depth);
          const { waiting } = mergeTimeline(read);
          const named = toReadOn(read, waiting, page);
          for (const n of named) depth[n] = (depth[n] ?? 0) + page;
          const { items } = mergeTimeline(readTo(lists, depth));
          if (named.length === 0) {
            expect(items).toEqual(whole(lists));
            return;
          }
          expect(items.length).toBeGreaterThanOrEqual(Math.min(shown + page, lists.flat().length));
          shown = items.length;
        }
      }),
    );
  });

  it('puts the list that comes first above, of one instant', () => {
    const at = new Date(0).toISOString();
    const lists = [['effect'], ['cause']].map((ids) => ({
      items: ids.map((id) => ({ at, id })),
      more: false,
    }));
    expect(mergeTimeline(lists).items.map(({ id }) => id)).toEqual(['effect', 'cause']);
  });
});
