import type { AcceptedEvent, EventOccurrence, JsonValue, TraitChangedOccurrence } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { eventOccurs } from './event.occurrence.js';
import { readOccurrence } from './read-occurrence.js';
import { traitChangeOccurs } from './trait-changed.occurrence.js';

function faultsOf(input: unknown): string[] {
  const faults: FieldFault[] = [];
  readOccurrence(input, 'trigger', faults);
  return faults.map(({ field, rule }) => `${field} ${rule}`);
}

describe('read occurrence', () => {
  const refused: [unknown, string[]][] = [
    [null, ['trigger value_type']],
    [{}, ['trigger.kind missing_field']],
    [{ kind: 'audience_entered' }, ['trigger.kind unknown_kind']],
    [{ kind: 'event' }, ['trigger.event missing_field']],
    [{ kind: 'event', event: '' }, ['trigger.event value_type']],
    [{ kind: 'event', event: 'A', type: 'call' }, ['trigger.type value_not_allowed']],
    [{ kind: 'event', event: 'A', type: 'identify' }, ['trigger.event value_not_allowed']],
    [{ kind: 'event', event: 'A', correlate: [] }, ['trigger.correlate unknown_field']],
    [
      { kind: 'event', event: 'A', where: { kind: 'trait', trait: 'x', op: 'is_set' } },
      ['trigger.where not_allowed_here'],
    ],
    [{ kind: 'trait_changed' }, ['trigger.trait missing_field']],
    [{ kind: 'trait_changed', trait: 'a[]' }, ['trigger.trait bad_path']],
    [{ kind: 'trait_changed', trait: 'plan', to: ['pro'] }, ['trigger.to value_type']],
  ];
  it.each(refused)('refuses %j', (input, faults) => {
    expect(faultsOf(input)).toEqual(faults);
  });

  it.each([
    { kind: 'event', event: 'Signed Up' },
    { kind: 'event', type: 'page' },
    { kind: 'trait_changed', trait: 'plan', from: null, to: 'pro' },
  ])('accepts %j', (input) => {
    expect(readOccurrence(input, 'trigger', [])).toEqual(input);
  });
});

describe('an event', () => {
  const event = { type: 'track', name: 'Bought', properties: { value: 20 }, context: {}, traits: null };
  const at = { now: 0, workspaceTimeZone: 'UTC' };
  const cases: [Omit<EventOccurrence, 'kind'>, boolean][] = [
    [{ event: 'Bought' }, true],
    [{ event: 'bought' }, false],
    [{ event: 'Bought', type: 'page' }, false],
    [{ event: 'Bought', where: { kind: 'property', property: 'value', op: 'at_least', value: 20 } }, true],
    [{ event: 'Bought', where: { kind: 'property', property: 'value', op: 'at_least', value: 21 } }, false],
  ];
  it.each(cases)('%j occurs: %s', (occurrence, expected) => {
    expect(eventOccurs({ kind: 'event', ...occurrence }, event as unknown as AcceptedEvent, at)).toBe(
      expected,
    );
  });
});

describe('a changed trait', () => {
  const cases: [Omit<TraitChangedOccurrence, 'kind'>, JsonValue, JsonValue, boolean][] = [
    [{ trait: 'plan' }, 'free', 'pro', true],
    [{ trait: 'other' }, 'free', 'pro', false],
    [{ trait: 'plan', to: 'pro' }, 'free', 'pro', true],
    [{ trait: 'plan', to: 'team' }, 'free', 'pro', false],
    [{ trait: 'plan', from: null }, null, 'pro', true],
    [{ trait: 'plan', from: null }, 'free', 'pro', false],
    [{ trait: 'plan', to: null }, 'free', null, true],
    [{ trait: 'plan', to: 42 }, 1, '42', true],
    [{ trait: 'plan.tier' }, { tier: 1, seats: 1 }, { tier: 2, seats: 1 }, true],
    [{ trait: 'plan.tier' }, { tier: 1, seats: 1 }, { tier: 1, seats: 2 }, false],
  ];
  it.each(cases)('%j from %j to %j occurs: %s', (occurrence, from, to, expected) => {
    const changes = [{ trait: 'plan', from, to }];
    expect(traitChangeOccurs({ kind: 'trait_changed', ...occurrence }, changes)).toBe(expected);
  });
});
