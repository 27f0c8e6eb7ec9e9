import { messageStates, type MessageState } from '@rapport/contracts';
import fc from 'fast-check';
import { afterOutcome, afterUnknown, unknownOf, type HandedOver } from './after-outcome.js';
import { assertLegalPath, cancellableStates, isFinal, leadsTo } from './message-transitions.js';
import type { SendOutcome } from './outcome.js';
import { retryDelayMs } from './retry-delay.js';

const now = 1_800_000_000_000;
const aMessage = fc.record<HandedOver>({
  msgId: fc.uuid(),
  messageClass: fc.constantFrom('marketing', 'transactional'),
  attempts: fc.integer({ min: 1, max: 50 }),
  maybeDuplicate: fc.boolean(),
  expiresAt: fc.integer({ min: now - 1000, max: now + 1000 }),
});
const anOutcome = fc.oneof<fc.Arbitrary<SendOutcome>[]>(
  fc.record({
    outcome: fc.constant('accepted' as const),
    providerMessageId: fc.constant(null),
    isDelivered: fc.boolean(),
    providerCode: fc.constant(null),
  }),
  fc.record({
    outcome: fc.constant('not_sent' as const),
    scope: fc.constantFrom('config' as const, 'busy' as const),
    providerCode: fc.constant(null),
    retryAfterMs: fc.integer({ min: 0, max: 900_000 }),
  }),
  fc.record({
    outcome: fc.constant('refused' as const),
    scope: fc.constantFrom('recipient' as const, 'content' as const, 'policy' as const),
    providerCode: fc.constant(null),
  }),
  fc.record({ outcome: fc.constant('unknown' as const), providerCode: fc.constant(null) }),
);

describe('the states of a message', () => {
  it('take only legal steps, whatever a provider answers', () => {
    fc.assert(
      fc.property(aMessage, anOutcome, (message, outcome) => {
        assertLegalPath('handed_over', afterOutcome(message, outcome, now).path);
        assertLegalPath('unknown', afterUnknown(message, now).path);
      }),
    );
  });

  it('have no end from which something could still be sent, but for a duplicate that an unmerge gives back', () => {
    const reachable = (from: MessageState, seen = new Set<MessageState>()): Set<MessageState> => {
      for (const next of leadsTo[from]) if (!seen.has(next)) reachable(next, seen.add(next));
      return seen;
    };
    const revived = messageStates.filter(isFinal).filter((state) => reachable(state).has('handed_over'));
    expect(revived).toEqual(['cancelled']);
  });

  it('leave nobody without an end', () => {
    for (const state of messageStates) expect(isFinal(state) || leadsTo[state].length > 0).toBe(true);
  });

  it('can be called off exactly where nothing can have been sent', () => {
    const cancellable = messageStates.filter((state) => leadsTo[state].includes('cancelled'));
    expect(cancellable.sort()).toEqual([...cancellableStates].sort());
  });

  it('refuse a step that the machine does not have', () => {
    expect(() => assertLegalPath('unknown', ['claimed'])).toThrow('cannot go from unknown to claimed');
    expect(() => assertLegalPath(null, ['claimed'])).toThrow();
  });
});

describe('a message that was certainly not sent', () => {
  it('is looked at again when it expires, at the latest', () => {
    fc.assert(
      fc.property(aMessage, anOutcome, (message, outcome) => {
        fc.pre(outcome.outcome === 'not_sent');
        expect(afterOutcome(message, outcome, now).notBefore).toBeLessThanOrEqual(message.expiresAt);
      }),
    );
  });
});

describe('an unknown outcome', () => {
  it('is never retried for marketing, and once, visibly, for transactional', () => {
    fc.assert(
      fc.property(aMessage, (message) => {
        const next = unknownOf(message, now, null);
        const repeats = message.messageClass === 'transactional' && !message.maybeDuplicate;
        expect(next.path).toEqual(repeats ? ['unknown'] : ['unknown', 'abandoned_unknown']);
        if (repeats) expect(next.notBefore).toBe(now + 120_000);
      }),
    );
  });
});

describe('the pause before a retry', () => {
  it('is what the provider asks for, at least, and at most the longest of its class', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('marketing' as const, 'transactional' as const),
        fc.integer({ min: 1, max: 100 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 900_000 }),
        (messageClass, attempts, chance, atLeast) => {
          const delay = retryDelayMs(messageClass, attempts, chance, atLeast);
          expect(delay).toBeGreaterThanOrEqual(atLeast);
          expect(delay).toBeLessThanOrEqual(
            Math.max(atLeast, messageClass === 'marketing' ? 7_200_000 : 1_200_000),
          );
        },
      ),
    );
  });
});
