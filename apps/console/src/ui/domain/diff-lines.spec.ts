import fc from 'fast-check';
import { diffLines } from './diff-lines';

const text = fc
  .array(fc.constantFrom('{', '}', '  "a": 1,', '  "b": 2', ''), { maxLength: 12 })
  .map((l) => l.join('\n'));

describe('the comparison of two texts', () => {
  it('tells one text from the other: each can be read out of it', () => {
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = diffLines(before, after);
        const without = (kind: string) =>
          lines.flatMap((one) => (one.kind === kind ? [] : [one.text])).join('\n');
        expect(without('added')).toBe(before);
        expect(without('removed')).toBe(after);
      }),
    );
  });

  it('finds nothing to tell of equal texts', () => {
    fc.assert(
      fc.property(text, (same) => {
        expect(diffLines(same, same).every((one) => one.kind === 'same')).toBe(true);
      }),
    );
  });

  it('puts the removed line before the one that replaces it', () => {
    expect(diffLines('a\nb\nc', 'a\nx\nc').map((one) => one.kind)).toEqual([
      'same',
      'removed',
      'added',
      'same',
    ]);
  });
});
