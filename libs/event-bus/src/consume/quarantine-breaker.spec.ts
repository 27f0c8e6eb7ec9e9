import { FixedClock } from '@rapport/kernel';
import { QuarantineBreaker } from './quarantine-breaker.js';

describe('quarantine breaker', () => {
  it('admits 50 records a minute, and again when the minute and the last 1,000 records have passed', () => {
    const clock = new FixedClock(0);
    const breaker = new QuarantineBreaker(clock);
    breaker.count(50, 50);
    expect(breaker.admits(1)).toBe(false);
    clock.advance(61_000);
    expect(breaker.admits(1)).toBe(false);
    for (let i = 0; i < 10; i++) breaker.count(100, 0);
    expect(breaker.admits(1)).toBe(true);
  });

  it('holds at 5 % of the last 1,000 records, however slowly they come', () => {
    const clock = new FixedClock(0);
    const breaker = new QuarantineBreaker(clock);
    for (let i = 0; i < 50; i++) {
      breaker.count(19, 1);
      clock.advance(60_000);
    }
    expect(breaker.admits(1)).toBe(false);
  });

  it('admits what sets nothing aside, always', () => {
    const breaker = new QuarantineBreaker(new FixedClock(0));
    breaker.count(60, 60);
    expect(breaker.admits(0)).toBe(true);
  });
});
