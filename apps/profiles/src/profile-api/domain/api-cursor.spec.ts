import * as fc from 'fast-check';
import { cursorOf, eventPositionOf, identifierPositionOf, markOf, markOfEvent } from './api-cursor.js';
import { ApiRefusal } from './api-error.js';

const messageId = fc.stringMatching(/^[A-Za-z0-9._:-]{1,100}$/);

describe('the marks of the Profile API', () => {
  it('give the position of an event back, whatever its messageId', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), messageId, (ms, id) => {
        expect(eventPositionOf(markOfEvent({ ms, messageId: id }))).toEqual({ ms, messageId: id });
      }),
    );
  });

  it("have Segment's own form", () => {
    const mark = Buffer.from('1513755436867000000::ajs-721a-clean').toString('base64');
    expect(eventPositionOf(mark)).toEqual({ ms: 1513755436867, messageId: 'ajs-721a-clean' });
    expect(markOfEvent({ ms: 1513755436867, messageId: 'ajs-721a-clean' })).toBe(mark);
  });

  it('give the position of an identifier back, and do not tell its value', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9_.]{0,63}$/), fc.uuid(), (type, nodeId) => {
        expect(identifierPositionOf(markOf({ type, nodeId }))).toEqual({ type, nodeId });
      }),
    );
  });

  it('are refused when no page has given them', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String()),
        fc.constantFrom(eventPositionOf, identifierPositionOf),
        (mark, read) => {
          expect(() => read(mark)).toThrow(ApiRefusal);
        },
      ),
    );
  });

  it('stand in a URL that can be followed as it is', () => {
    const at = { publicUrl: 'https://x.test', path: '/v1/spaces/acme/y' };
    const { url, ...rest } = cursorOf(at, { limit: 2, include: ['a b', 'c&d'], sort: undefined }, 'e+f/=');
    expect(rest).toEqual({ has_more: true, next: 'e+f/=', limit: 2 });
    const { pathname, searchParams } = new URL(url);
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      '/v1/spaces/acme/y',
      { limit: '2', include: 'a b,c&d', next: 'e+f/=' },
    ]);
    expect(cursorOf(at, { limit: 2 }, undefined)).toEqual({
      url: at.path,
      has_more: false,
      next: '',
      limit: 2,
    });
  });
});
