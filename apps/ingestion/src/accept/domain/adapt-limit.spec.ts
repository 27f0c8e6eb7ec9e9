import fc from 'fast-check';
import { adaptLimit, limitBounds } from './adapt-limit.js';

const calm = { queueDelayMs: 5, loopDelayMs: 5, mostAtWork: 10, lasting: true };

describe('the number of requests that may be at work', () => {
  it('grows by a step while nothing is late, up to a bound', () => {
    expect(adaptLimit(100, calm)).toBe(164);
    expect(adaptLimit(limitBounds.most, calm)).toBe(limitBounds.most);
  });

  it.each([
    ['the log is slow', { ...calm, queueDelayMs: 251, mostAtWork: 500 }],
    ['the event loop is late', { ...calm, loopDelayMs: 151, mostAtWork: 500 }],
  ])('falls below what was at work when %s', (_, strain) => {
    expect(adaptLimit(limitBounds.most, strain)).toBe(350);
    expect(adaptLimit(200, strain)).toBe(140);
    expect(adaptLimit(200, { ...strain, lasting: false })).toBe(200);
  });

  it('stays within its bounds, comes down to the least under lasting strain, and back afterwards', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: limitBounds.least, max: limitBounds.most }),
        fc.nat(5000),
        fc.nat(2000),
        (start, most, late) => {
          let limit = start;
          for (let look = 0; look < 50; look++) {
            const strain = {
              queueDelayMs: late,
              loopDelayMs: 0,
              mostAtWork: Math.min(most, limit),
              lasting: look > 0,
            };
            limit = adaptLimit(limit, strain);
            expect(limit).toBeGreaterThanOrEqual(limitBounds.least);
            expect(limit).toBeLessThanOrEqual(limitBounds.most);
          }
          expect(limit).toBe(late > 250 ? limitBounds.least : limitBounds.most);
        },
      ),
    );
  });
});
