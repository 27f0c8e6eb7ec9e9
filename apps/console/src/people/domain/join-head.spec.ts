import fc from 'fast-check';
import { joinHead } from './join-head';

const same = (id: string) => id;

describe('a list whose top was read again', () => {
  it('is what reading it from the top would give, however much came', () => {
    const sizes = fc.record({
      before: fc.nat({ max: 30 }),
      came: fc.nat({ max: 12 }),
      page: fc.integer({ min: 1, max: 8 }),
      pages: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(sizes, ({ before, came, page, pages }) => {
        const now = Array.from({ length: before + came }, (_, n) => `i${before + came - n}`);
        const then = now.slice(came);
        const read = (items: string[], count: number) => ({
          data: items.slice(0, count),
          nextCursor: count < items.length ? (items[count - 1] ?? '') : null,
        });
        const joined = joinHead(read(then, page * pages), read(now, page), same);
        expect(joined.data).toEqual(now.slice(0, joined.data.length));
        expect(joined.nextCursor).toBe(joined.data.length < now.length ? joined.data.at(-1) : null);
        if (came < page) expect(joined.data.length).toBe(Math.min(now.length, page * pages + came));
      }),
    );
  });

  it('takes the newer copy of what changed, and drops what is gone', () => {
    const item = (id: string, state: string) => ({ id, state });
    const known = {
      data: [item('c', 'planned'), item('b', 'planned'), item('a', 'planned')],
      nextCursor: 'a',
    };
    const head = { data: [item('c', 'sent'), item('a', 'sent')], nextCursor: 'a' };
    expect(joinHead(known, head, ({ id }) => id)).toEqual(head);
  });
});
