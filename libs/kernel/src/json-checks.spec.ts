import * as fc from 'fast-check';
import { checkJson } from './check-json.js';
import { fieldOfPath } from './json-path.js';
import { numberFault } from './json-number.js';
import { limits } from './limits.js';
import { scanJson } from './scan-json.js';

const wide = { depth: 16, keys: 1000, keyLength: 128, stringLength: 8192, arrayLength: 500 };
const codesOf = (text: string, depth = 16) => scanJson(text, depth).map((fault) => fault.code);

describe('scan JSON text', () => {
  it('refuses a million opening brackets without parsing them', () => {
    expect(codesOf('['.repeat(1_000_000))).toEqual(['too_deep']);
    expect(codesOf('{"a":'.repeat(17))).toEqual(['too_deep']);
    expect(codesOf('['.repeat(16) + ']'.repeat(16))).toEqual([]);
    expect(codesOf('['.repeat(17) + ']'.repeat(17))).toEqual(['too_deep']);
  });

  it('names the place of a key that occurs twice, also when one of the two is escaped', () => {
    expect(scanJson('{"b":[1,{"x":{"a":1,"\\u0061":2}}]}', 16)).toEqual([
      { code: 'duplicate_key', path: ['b', 1, 'x', 'a'] },
    ]);
    expect(codesOf('{"a":{"a":1},"b":{"a":"a:a"},"c":["a","a"]}')).toEqual([]);
  });

  it('finds a repeated key among thousands', () => {
    const keys = Array.from({ length: 5000 }, (_, i) => `"k${i}":0`);
    expect(codesOf(`{${keys.join(',')}}`)).toEqual([]);
    expect(codesOf(`{${[...keys, '"k42":1'].join(',')}}`)).toEqual(['duplicate_key']);
  });

  it.each([
    ['9007199254740993', 'number_precision'],
    ['123456789012345678901234567890', 'number_precision'],
    ['0.1000000000000000055', 'number_precision'],
    ['1e400', 'number_range'],
    ['-1e400', 'number_range'],
    ['1e-400', 'number_range'],
  ])('refuses %s, which a float would change: %s', (literal, code) => {
    expect(scanJson(`{"a":[true,${literal}]}`, 16)).toEqual([{ code, path: ['a', 1] }]);
  });

  it('keeps every number that JavaScript writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberFault(JSON.stringify(value))).toBeUndefined();
      }),
    );
    expect(codesOf('[1e2,1E+2,1.50,-0,0.0,100000000000000000000000,5e-324]')).toEqual([]);
  });

  it('has nothing to say about any value that JavaScript serialised', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(scanJson(text, 10_000)).toEqual([]);
      }),
    );
  });

  it('survives any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => Array.isArray(scanJson(text, 16))));
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '1e9', '-', '\\', 'a'), {
          maxLength: 60,
        }),
        (parts) => Array.isArray(scanJson(parts.join(''), 5)),
      ),
    );
  });
});

describe('check a JSON value', () => {
  it.each([
    ['{"traits":{"__proto__":{"polluted":1}}}', 'forbidden_key', 'traits.__proto__'],
    ['{"constructor":{"prototype":1}}', 'forbidden_key', 'constructor'],
    ['{"a":["x","b\\u0000"]}', 'nul_char', 'a[1]'],
    ['{"a\\u0000":1}', 'nul_char', '["a\\u0000"]'],
    ['{"a":"\\ud800"}', 'bad_unicode', 'a'],
    [`{"${'k'.repeat(129)}":1}`, 'bad_key', `["${'k'.repeat(64)}"]`],
    [`{"a":"${'s'.repeat(8193)}"}`, 'string_too_long', 'a'],
    [`{"a":[${'1,'.repeat(500)}1]}`, 'too_many_keys', 'a'],
  ])('refuses content of case %#', (text, code, field) => {
    const fault = checkJson(JSON.parse(text), wide);
    expect(fault?.code).toBe(code);
    expect(fieldOfPath(fault?.path ?? [])).toBe(field);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('counts the keys of all objects together', () => {
    const many = Object.fromEntries(Array.from({ length: limits.keysPerEvent }, (_, i) => [`k${i}`, 1]));
    expect(checkJson(many, wide)).toBeUndefined();
    expect(checkJson({ ...many, one: 1 }, wide)?.code).toBe('too_many_keys');
  });

  it('lets nothing pass that could not be serialised again', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
        if (checkJson(value, wide)) return;
        const text = JSON.stringify(value);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\\u0000');
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(JSON.parse(text))));
      }),
    );
  });
});
