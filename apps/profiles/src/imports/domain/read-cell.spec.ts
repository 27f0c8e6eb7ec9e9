import { readCell } from './read-cell.js';
import type { CellType } from './mapping.js';
import { isDateFormat } from './read-date.js';

function read(text: string, type: CellType, format: string | null = null): unknown {
  const value = readCell(text, { type, format, onEmpty: 'skip' });
  return value.ok ? value.value : value.error.code;
}

describe('a cell', () => {
  it.each<[string, CellType, string | null, unknown]>([
    [' as it is ', 'string', null, ' as it is '],
    ['007', 'string', null, '007'],
    ['12.50', 'number', null, 12.5],
    ['-3', 'number', null, -3],
    ['1e3', 'number', null, 1000],
    [' 5 ', 'number', null, 5],
    ['1,5', 'number', null, 'bad_type'],
    ['0x10', 'number', null, 'bad_type'],
    ['Infinity', 'number', null, 'bad_type'],
    ['9007199254740993', 'number', null, 'number_precision'],
    ['1e400', 'number', null, 'number_precision'],
    ['1.234.567,89', 'number', '1.234,56', 1234567.89],
    ['12,5', 'number', '1.234,56', 12.5],
    ['12.5', 'number', '1.234,56', 'bad_type'],
    ['1,234.5', 'number', '1,234.56', 1234.5],
    ['12,34', 'number', '1,234.56', 'bad_type'],
    ['Yes', 'boolean', null, true],
    ['0', 'boolean', null, false],
    ['maybe', 'boolean', null, 'bad_type'],
    ['2024-02-29', 'date', null, '2024-02-29'],
    ['2023-02-29', 'date', null, 'bad_timestamp'],
    ['2024-02-29 23:30', 'datetime', null, '2024-02-29T23:30:00.000Z'],
    ['2024-02-29T23:30:00+02:00', 'datetime', null, '2024-02-29T21:30:00.000Z'],
    ['1700000000', 'datetime', 'epoch_seconds', '2023-11-14T22:13:20.000Z'],
    ['1700000000000', 'datetime', 'epoch_ms', '2023-11-14T22:13:20.000Z'],
    ['12', 'datetime', 'epoch_ms', '1970-01-01T00:00:00.012Z'],
    ['soon', 'datetime', 'epoch_ms', 'bad_timestamp'],
    ['1.3.2019', 'date', 'DD.MM.YYYY', '2019-03-01'],
    ['03/01/2019', 'date', 'MM/DD/YYYY', '2019-03-01'],
    ['31.02.2019', 'date', 'DD.MM.YYYY', 'bad_timestamp'],
    ['2019-03-01', 'date', 'DD.MM.YYYY', 'bad_timestamp'],
    ['01.03.2019 9:05', 'datetime', 'DD.MM.YYYY HH:mm', '2019-03-01T09:05:00.000Z'],
    ['20190301', 'date', 'YYYYMMDD', '2019-03-01'],
    ['{"a":[1,null]}', 'json', null, { a: [1, null] }],
    ['{"a":1,"a":2}', 'json', null, 'duplicate_key'],
    ['9007199254740993', 'json', null, 'number_precision'],
    ['[['.repeat(5000), 'json', null, 'too_deep'],
    ['{a:1}', 'json', null, 'invalid_json'],
    ['{"__proto__":1}', 'json', null, JSON.parse('{"__proto__":1}')],
  ])('%j as %s in the format %j is %j', (text, type, format, expected) => {
    expect(read(text, type, format)).toEqual(expected);
  });

  it('that is empty says nothing, or takes the value away', () => {
    expect(read('  ', 'number')).toBeUndefined();
    expect(readCell('', { type: 'date', format: null, onEmpty: 'unset' })).toEqual({ ok: true, value: null });
  });

  it.each([
    ['DD.MM.YYYY', 'date', true],
    ['YYYY-MM-DDTHH:mm:ssZ', 'datetime', true],
    ['epoch_ms', 'datetime', true],
    ['DD.MM.YY', 'date', false],
    ['MM/DD', 'date', false],
    ['YYYY-MM-DD HH:mm', 'date', false],
    ['YYYY-MM-DD mm', 'datetime', false],
    ['DD.DD.MM.YYYY', 'date', false],
    ['DD MMM YYYY', 'date', false],
    ['(YYYY)+MM.DD', 'date', true],
    ['YYYY MM DD'.padEnd(41), 'date', false],
  ] as const)('of the format %s as a %s can be read: %s', (format, type, expected) => {
    expect(isDateFormat(format, type)).toBe(expected);
  });
});
