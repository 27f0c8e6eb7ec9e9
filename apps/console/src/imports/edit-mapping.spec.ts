import type { ImportMapping } from '../api/import-types';
import { importedLines, linesOf, mappingOf, withTarget } from './edit-mapping';

const mapping: ImportMapping = {
  onExisting: 'update',
  columns: [
    { column: 'mail', to: 'email', type: 'string', format: null, onEmpty: 'skip' },
    { column: 'since', to: 'traits.since', type: 'date', format: 'DD.MM.YYYY', onEmpty: 'unset' },
  ],
};

describe('the mapping of a file', () => {
  it('shows every column of the file and gives back what was mapped', () => {
    const lines = linesOf(['mail', 'note', 'since'], mapping);
    expect(lines.map(({ column, to }) => [column, to])).toEqual([
      ['mail', 'email'],
      ['note', ''],
      ['since', 'traits.since'],
    ]);
    expect(mappingOf(lines, 'update')).toEqual(mapping);
  });

  it('leaves out what goes nowhere, and a format or an emptying that means nothing there', () => {
    const lines = linesOf(['a', 'b'], null).map((line) => ({
      ...line,
      to: line.column === 'a' ? 'userId' : '',
      format: 'x',
      onEmpty: 'unset' as const,
    }));
    expect(importedLines(lines)).toHaveLength(1);
    expect(mappingOf(lines, 'skip')).toEqual({
      onExisting: 'skip',
      columns: [{ column: 'a', to: 'userId', type: 'string', format: null, onEmpty: 'skip' }],
    });
  });

  it('settles the type with the target', () => {
    const [line] = linesOf(['x'], null);
    if (!line) throw new Error('no line');
    expect(withTarget(line, 'timestamp', 'profiles').type).toBe('datetime');
    expect(withTarget({ ...line, type: 'number' }, 'userId', 'profiles').type).toBe('string');
    expect(withTarget({ ...line, type: 'number' }, 'traits.age', 'profiles').type).toBe('number');
  });
});
