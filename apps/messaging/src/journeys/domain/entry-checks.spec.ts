import type { AcceptedEvent, JourneyDraft } from '@rapport/contracts';
import {
  checkReentry,
  checkTrigger,
  type EntryHistory,
  noHistory,
  type TriggerFact,
} from './entry-checks.js';
import { aJourney, aPerson, noon } from './journey.spec-support.js';

const policy = { timeZone: 'UTC' };
const event = {
  type: 'track',
  name: 'Ordered',
  messageId: 'm1',
  timestamp: new Date(noon).toISOString(),
  properties: { order_id: 42, blank: '' },
  context: {},
} as unknown as AcceptedEvent;
const fact: TriggerFact = { eventId: 'e1', occurredAt: noon, mode: 'live', event };
const journey = (entry: JourneyDraft['entry'] = {}) =>
  aJourney({ entry, steps: [{ key: 'end', kind: 'exit' }] });
const at = { now: noon, policy };

describe('check trigger', () => {
  it('lets in who passes', () => {
    expect(checkTrigger(journey(), 'live', fact, aPerson(), at)).toEqual({ refused: null, key: '' });
  });

  it('asks in order, and names the first that stops', () => {
    const strict = journey({ filter: { kind: 'trait', trait: 'x', op: 'is_set' }, maxEventAge: 'PT1H' });
    const old = { ...fact, occurredAt: noon - 3_600_001, mode: 'backfill' as const };
    expect(checkTrigger(strict, 'archived', old, aPerson(), at)).toEqual({ refused: 'journey_not_live' });
    expect(checkTrigger(strict, 'paused', old, aPerson(), at)).toEqual({ refused: 'journey_paused' });
    expect(checkTrigger(strict, 'live', old, aPerson(), at)).toEqual({ refused: 'event_too_old' });
    const backfill = { ...fact, mode: 'backfill' as const };
    expect(checkTrigger(strict, 'live', backfill, aPerson(), at)).toEqual({ refused: 'backfill' });
    expect(checkTrigger(strict, 'live', fact, aPerson(), at)).toMatchObject({
      refused: 'filter',
      trace: { result: false, kind: 'trait' },
    });
  });

  it('takes an event for too old after a day, unless the journey says otherwise', () => {
    const late = (ms: number) => ({ ...fact, occurredAt: noon - ms });
    expect(checkTrigger(journey(), 'live', late(86_400_000), aPerson(), at).refused).toBeNull();
    expect(checkTrigger(journey(), 'live', late(86_400_001), aPerson(), at).refused).toBe('event_too_old');
    expect(
      checkTrigger(journey({ maxEventAge: 'P2D' }), 'live', late(86_400_001), aPerson(), at).refused,
    ).toBeNull();
  });

  it('reads the event and the person in its filter', () => {
    const filter = { kind: 'context', path: 'event.properties.order_id', op: 'is', value: '42' } as const;
    expect(checkTrigger(journey({ filter }), 'live', fact, aPerson(), at).refused).toBeNull();
  });

  it('takes a number and the same digits as one key, and refuses without one', () => {
    const keyed = (key: string) => journey({ reentry: { rule: 'once', key } });
    expect(checkTrigger(keyed('event.properties.order_id'), 'live', fact, aPerson(), at)).toEqual({
      refused: null,
      key: '42',
    });
    for (const path of ['event.properties.gone', 'event.properties.blank', 'event.properties']) {
      expect(checkTrigger(keyed(path), 'live', fact, aPerson(), at).refused).toBe('missing_key');
    }
  });
});

describe('check re-entry', () => {
  const hour = 3_600_000;
  const inside: EntryHistory = { entered: 1, active: 1, lastEnteredAt: noon - hour, lastEndedAt: null };
  const left: EntryHistory = {
    entered: 1,
    active: 0,
    lastEnteredAt: noon - 3 * hour,
    lastEndedAt: noon - hour,
  };
  const cases: [
    NonNullable<NonNullable<JourneyDraft['entry']>['reentry']> | undefined,
    EntryHistory,
    string | null,
  ][] = [
    [undefined, noHistory, null],
    [undefined, left, 'reentry'],
    [{ rule: 'once' }, inside, 'reentry'],
    [{ rule: 'after_exit' }, inside, 'already_inside'],
    [{ rule: 'after_exit' }, left, null],
    [{ rule: 'parallel' }, inside, null],
    [{ rule: 'cooldown', cooldown: 'PT2H' }, left, null],
    [{ rule: 'cooldown', cooldown: 'PT4H' }, left, 'reentry'],
    [{ rule: 'cooldown', cooldown: 'PT2H', since: 'exit' }, left, 'reentry'],
    [{ rule: 'cooldown', cooldown: 'PT1H', since: 'exit' }, left, null],
    [{ rule: 'cooldown', cooldown: 'PT30M' }, inside, 'already_inside'],
    [{ rule: 'cooldown', cooldown: 'PT2H' }, inside, 'reentry'],
  ];
  it.each(cases)('%j with %j: %s', (reentry, history, expected) => {
    expect(checkReentry(journey({ reentry }), history, noon)).toBe(expected);
  });
});
