import { checkJson } from '@rapport/kernel';
import * as fc from 'fast-check';
import { eventContent } from './check-item.js';
import { isPlainContent } from './is-plain-content.js';

const tight = { depth: 3, keys: 6, keyLength: 12, stringLength: 5, arrayLength: 3 };

describe('is plain content', () => {
  it('never passes what the exact check refuses, as long as the text holds no escape', () => {
    const key = fc.oneof(
      fc.string({ maxLength: 14 }),
      fc.constantFrom('__proto__', 'constructor', 'prototype'),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ maxLength: 7 }),
        fc.double(),
        fc.constantFrom(null, true),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .array(fc.tuple(key, tie('value')), { maxLength: 4 })
          .map((entries) => Object.fromEntries(entries) as unknown),
      ),
    }));
    fc.assert(
      fc.property(value, (given) => {
        const text = JSON.stringify(given);
        if (text.includes('\\u')) return;
        const parsed = JSON.parse(text) as unknown;
        if (isPlainContent(parsed, tight)) expect(checkJson(parsed, tight)).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('passes an ordinary event', () => {
    expect(isPlainContent({ type: 'track', properties: { a: [1, 'x', { b: null }] } }, eventContent)).toBe(
      true,
    );
  });
});
