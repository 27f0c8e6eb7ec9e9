import { ProblemError } from '@rapport/kernel';
import * as fc from 'fast-check';
import { type CursorPart, decodeCursor, encodeCursor } from './cursor.js';
import { pageOf } from './page.js';

const shape: CursorPart[] = ['instant', 'uuid'];
const position = ['2026-11-25T18:02:05.000Z', '01a214e2-336f-71b1-a6de-b671123af42d'];

describe('cursor', () => {
  it('gives the position back for the same filters, however they are ordered', () => {
    const cursor = encodeCursor({ state: ['failed'], q: undefined, workspace: 'w' }, position);
    expect(decodeCursor(cursor, { workspace: 'w', state: ['failed'] }, shape)).toEqual(position);
    expect(decodeCursor(undefined, {}, shape)).toBeUndefined();
  });

  it.each([
    encodeCursor({ state: ['sent'] }, position),
    encodeCursor({ state: ['failed'] }, ['2026-11-25', position[1] ?? '']),
    encodeCursor({ state: ['failed'] }, [position[0] ?? '', "x'; DROP TABLE messages; --"]),
    encodeCursor({ state: ['failed'] }, position.slice(0, 1)),
    'not a cursor',
    '',
  ])('refuses a cursor of another list or of nobody, case %#', (cursor) => {
    expect(() => decodeCursor(cursor, { state: ['failed'] }, shape)).toThrow(
      expect.objectContaining({ code: 'invalid_cursor' }),
    );
  });

  it('answers any text with a position that fits or with invalid_cursor', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          decodeCursor(text, {}, shape);
          return false;
        } catch (error) {
          return error instanceof ProblemError && error.code === 'invalid_cursor';
        }
      }),
    );
  });
});

describe('page', () => {
  it('walks a list to its end, each item once, whatever the page size', () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 20 }), (size, limit) => {
        const all = Array.from({ length: size }, (_, i) => i);
        const seen: number[] = [];
        let cursor: string | undefined;
        do {
          const after = decodeCursor(cursor, {}, ['integer'])?.[0] ?? -1;
          const rows = all.filter((item) => item > Number(after)).slice(0, limit + 1);
          const page = pageOf(rows, limit, (last) => encodeCursor({}, [last]));
          seen.push(...page.data);
          cursor = page.nextCursor ?? undefined;
        } while (cursor !== undefined);
        expect(seen).toEqual(all);
      }),
    );
  });
});
