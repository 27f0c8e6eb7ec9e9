import fc from 'fast-check';
import { readMessageId } from '@rapport/events';
import { splitMessageId } from './split-message-id.js';

const messageId = fc.stringMatching(/^[A-Za-z0-9._:-]{1,100}$/);

describe('the ids of a split', () => {
  it('are ids that the door takes, the same every time, the first the client’s own', () => {
    fc.assert(
      fc.property(messageId, fc.integer({ min: 0, max: 24 }), (id, position) => {
        const derived = splitMessageId(id, position);
        expect(readMessageId(derived)).toEqual({ ok: true, value: derived });
        expect(splitMessageId(id, position)).toBe(derived);
        expect(splitMessageId(id, 0)).toBe(id);
      }),
    );
  });

  it('differ between positions and between items, however long these are', () => {
    fc.assert(
      fc.property(fc.uniqueArray(messageId, { minLength: 2, maxLength: 10 }), (ids) => {
        const longer = ids.map((id) => id.padStart(100, 'x'));
        const all = [...new Set([...ids, ...longer])].flatMap((id) =>
          [0, 1, 2, 24].map((position) => splitMessageId(id, position)),
        );
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});
