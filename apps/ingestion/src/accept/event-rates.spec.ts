import { FixedClock } from '@rapport/kernel';
import fc from 'fast-check';
import { EventRates } from './event-rates.js';

const aSource = (sourceId: string, eventsPerSecond: number | null = null) => ({
  ...{ workspaceId: 'w', sourceId, eventsPerSecond },
});

describe('quotas of events', () => {
  it('are shared by the sources of a workspace, and by no other workspace', () => {
    const rates = new EventRates(new FixedClock(0), 10);
    expect(rates.take(aSource('a'), 5)).toBe(0);
    expect(rates.take(aSource('b'), 25)).toBe(0);
    expect(rates.take(aSource('a'), 1)).toBe(2);
    expect(rates.take({ ...aSource('a'), workspaceId: 'other' }, 1)).toBe(0);
  });

  it('charge nothing for what another quota refuses', () => {
    const clock = new FixedClock(0);
    const rates = new EventRates(clock, 10);
    expect(rates.take(aSource('a', 1), 1)).toBe(0);
    for (let i = 0; i < 100; i++) expect(rates.take(aSource('a', 1), 1)).toBe(1);
    expect(rates.take(aSource('b'), 8)).toBe(0);
    expect(rates.take(aSource('b'), 1)).toBe(0);
  });

  it('limit nothing where there is none', () => {
    const rates = new EventRates(new FixedClock(0), 0);
    for (let i = 0; i < 1000; i++) expect(rates.take(aSource('a'), 2500)).toBe(0);
  });

  it('let through at most the rate and one batch more, whoever sends when, and tell to wait 1 to 300 s', () => {
    const step = fc.record({ pauseMs: fc.nat(2000), events: fc.integer({ min: 1, max: 100 }) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.array(step), (rate, steps) => {
        const clock = new FixedClock(0);
        const rates = new EventRates(clock, 0);
        let taken = 0;
        for (const { pauseMs, events } of steps) {
          clock.advance(pauseMs);
          const wait = rates.take(aSource('a', rate), events);
          if (wait === 0) taken += events;
          else expect(Number.isInteger(wait) && wait >= 1 && wait <= 300).toBe(true);
          expect(taken).toBeLessThanOrEqual((clock.now() / 1000) * rate + rate + 100);
        }
      }),
    );
  });
});
