import { Breaker } from './breaker.js';

describe('breaker', () => {
  const failing = (breaker: Breaker, times: number, nowMs = 0) => {
    for (let i = 0; i < times; i++) breaker.note('v1', true, nowMs);
  };

  it('halts a version after 20 dear failures in a row, for 30 seconds, and no other version', () => {
    const breaker = new Breaker();
    failing(breaker, 19);
    expect(breaker.isHalted('v1', 1)).toBe(false);
    failing(breaker, 1);
    expect([
      breaker.isHalted('v1', 29_999),
      breaker.isHalted('v1', 30_000),
      breaker.isHalted('v2', 1),
    ]).toEqual([true, false, false]);
  });

  it('counts anew after one event that went well, or failed cheaply', () => {
    const breaker = new Breaker();
    failing(breaker, 19);
    breaker.note('v1', false, 0);
    failing(breaker, 19);
    expect(breaker.isHalted('v1', 1)).toBe(false);
  });

  it('halts again at once when the try after the pause fails too', () => {
    const breaker = new Breaker();
    failing(breaker, 20);
    failing(breaker, 1, 40_000);
    expect(breaker.isHalted('v1', 40_001)).toBe(true);
  });
});
