import type { ConditionPlace } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { readCondition } from './read-condition.js';

function faultsOf(input: unknown, place: ConditionPlace = 'journey'): string[] {
  const faults: FieldFault[] = [];
  const read = readCondition(input, place, 'when', faults);
  expect(read === undefined).toBe(faults.length > 0);
  return faults.map(({ field, rule }) => `${field} ${rule}`);
}

const trait = (rest: object): object => ({ kind: 'trait', trait: 'plan', ...rest });
const groupTrait = { kind: 'group_trait', trait: 'plan.tier', op: 'is_set' };
const total = { kind: 'property', property: 'total', op: 'is_set' };
const order = (rest: object): object => ({ kind: 'object', objectType: 'order', ...rest });
const nested = (depth: number): object =>
  depth === 1 ? trait({ op: 'is_set' }) : { kind: 'not', condition: nested(depth - 1) };

describe('read condition', () => {
  const refused: [string, unknown, string[], ConditionPlace?][] = [
    ['something that is no object', 'x', ['when value_type']],
    ['no kind', {}, ['when.kind missing_field']],
    ['an unknown kind', { kind: 'audience', audienceId: 'x' }, ['when.kind unknown_kind']],
    ['a kind named like a part of every object', { kind: 'constructor' }, ['when.kind unknown_kind']],
    ['an empty group', { kind: 'and', conditions: [] }, ['when.conditions empty_group']],
    ['a group without a list', { kind: 'or', conditions: {} }, ['when.conditions value_type']],
    ['a group that is missing', { kind: 'or' }, ['when.conditions missing_field']],
    [
      'more than 50 conditions in a group',
      { kind: 'or', conditions: Array(51).fill(trait({ op: 'is_set' })) },
      ['when.conditions too_many'],
    ],
    ['an unknown field', trait({ op: 'is_set', window: 1 }), ['when.window unknown_field']],
    ['an unknown operator', trait({ op: 'like', value: 'x' }), ['when.op unknown_operator']],
    ['no operator', trait({}), ['when.op missing_field']],
    ['a missing value', trait({ op: 'is' }), ['when.value value_missing']],
    ['null as a value', trait({ op: 'is', value: null }), ['when.value value_missing']],
    ['a value nobody asked for', trait({ op: 'is_set', value: 1 }), ['when.value value_not_allowed']],
    ['a list where one value belongs', trait({ op: 'is', value: ['a'] }), ['when.value value_type']],
    ['one value where a list belongs', trait({ op: 'is_any_of', value: 'a' }), ['when.value value_type']],
    ['an empty list', trait({ op: 'is_any_of', value: [] }), ['when.value value_missing']],
    ['text as a number', trait({ op: 'at_least', value: '5' }), ['when.value value_type']],
    ['a pair of three', trait({ op: 'between', value: [1, 2, 3] }), ['when.value value_type']],
    ['too long a text', trait({ op: 'is', value: 'x'.repeat(1025) }), ['when.value too_long']],
    ['look-ahead', trait({ op: 'matches', value: '(?=a)' }), ['when.value unsupported_regex']],
    ['a back-reference', trait({ op: 'matches', value: '(a)\\1' }), ['when.value unsupported_regex']],
    ['too long a pattern', trait({ op: 'matches', value: 'x'.repeat(257) }), ['when.value too_long']],
    ['a bad path', { kind: 'trait', trait: 'a..b', op: 'is_set' }, ['when.trait bad_path']],
    ['a path with a quote', { kind: 'trait', trait: "a'b", op: 'is_set' }, ['when.trait bad_path']],
    ['a duration that is none', trait({ op: 'within_last', value: '3 days' }), ['when.value bad_duration']],
    [
      'a moment without offset',
      trait({ op: 'before', value: '2026-01-01T00:00:00' }),
      ['when.value bad_time'],
    ],
    ['a day that does not exist', trait({ op: 'on', value: '2026-02-30' }), ['when.value bad_time']],
    [
      'a bad offset from now',
      trait({ op: 'before', value: { now: 'soon' } }),
      ['when.value.now bad_duration'],
    ],
    ['now where no moment belongs', trait({ op: 'is', value: { now: 'P1D' } }), ['when.value value_type']],
    [
      'an unknown zone',
      trait({ op: 'on', value: '2026-01-01', timeZone: 'Mars/Base' }),
      ['when.timeZone bad_time_zone'],
    ],
    [
      'a zone where time plays no part',
      trait({ op: 'is', value: 'a', timeZone: 'UTC' }),
      ['when.timeZone unknown_field'],
    ],
    [
      'ignoreCase of numbers',
      trait({ op: 'at_most', value: 1, ignoreCase: true }),
      ['when.ignoreCase unknown_field'],
    ],
    ['eleven levels', nested(11), [`when${'.condition'.repeat(10)} too_deep`]],
    [
      'a property outside where',
      { kind: 'property', property: 'a', op: 'is_set' },
      ['when not_allowed_here'],
    ],
    ['a trait inside where', trait({ op: 'is_set' }), ['when not_allowed_here'], 'where'],
    ['a path outside the run', { kind: 'context', path: 'profile.x', op: 'is_set' }, ['when.path bad_path']],
    [
      'a result before the run begins',
      { kind: 'context', path: 'steps.a.branch', op: 'is_set' },
      ['when.path not_allowed_here'],
      'entry_filter',
    ],
    [
      'a reference inside where',
      { kind: 'property', property: 'a', op: 'is', value: { ref: 'event.properties.b' } },
      ['when.value not_allowed_here'],
      'where',
    ],
    ['a reference to nothing', trait({ op: 'is', value: { ref: 'plan' } }), ['when.value.ref bad_path']],
    [
      'a pattern from the run',
      trait({ op: 'matches', value: { ref: 'event.name' } }),
      ['when.value value_type'],
    ],
    ['a group trait inside where', groupTrait, ['when not_allowed_here'], 'where'],
    ['a group trait without its name', { kind: 'group_trait', op: 'is_set' }, ['when.trait missing_field']],
    ['an object without its type', { kind: 'object' }, ['when.objectType missing_field']],
    ['a type that is no key', { kind: 'object', objectType: 'a b' }, ['when.objectType bad_path']],
    ['a type that is no text', { kind: 'object', objectType: 1 }, ['when.objectType value_type']],
    ['a comparison of an object itself', order({ op: 'is_set' }), ['when.op unknown_field']],
    [
      'a trait in the where of an object',
      order({ where: trait({ op: 'is_set' }) }),
      ['when.where not_allowed_here'],
    ],
    ['an object in an object', order({ where: order({}) }), ['when.where not_allowed_here']],
    ['an object inside where', order({}), ['when not_allowed_here'], 'where'],
    [
      'the context of an object',
      order({ where: { ...total, in: 'context' } }),
      ['when.where.in value_not_allowed'],
    ],
    ['a faulty where', order({ where: { ...total, op: 'like' } }), ['when.where.op unknown_operator']],
    ['a count without operator', order({ count: { value: 1 } }), ['when.count.op missing_field']],
    ['an unknown count', order({ count: { op: 'is', value: 1 } }), ['when.count.op unknown_operator']],
    ['a count that is no object', order({ count: 2 }), ['when.count value_type']],
    ['half an object', order({ count: { op: 'exactly', value: 1.5 } }), ['when.count.value bad_count']],
    ['fewer than none', order({ count: { op: 'exactly', value: -1 } }), ['when.count.value bad_count']],
    [
      'a range upside down',
      order({ count: { op: 'between', value: [3, 1] } }),
      ['when.count.value bad_count'],
    ],
    ['a range of one', order({ count: { op: 'between', value: 3 } }), ['when.count.value bad_count']],
    [
      'a result before the run begins, as the value of an attribute',
      order({ where: { ...total, op: 'is', value: { ref: 'steps.a.branch' } } }),
      ['when.where.value.ref not_allowed_here'],
      'entry_filter',
    ],
    [
      'several faults at once',
      { kind: 'and', conditions: [trait({ op: 'like' }), { kind: 'trait', op: 'is' }] },
      [
        'when.conditions[0].op unknown_operator',
        'when.conditions[1].trait missing_field',
        'when.conditions[1].value value_missing',
      ],
    ],
  ];
  it.each(refused.map(([what, input, faults, place = 'journey']) => ({ what, input, faults, place })))(
    'refuses $what',
    ({ input, faults, place }) => {
      expect(faultsOf(input, place)).toEqual(faults);
    },
  );

  const accepted: [string, unknown, ConditionPlace?][] = [
    ['ten levels', nested(10)],
    ['a dot inside a key', { kind: 'trait', trait: 'a\\.b.c', op: 'is_set' }],
    ['any element of a list', { kind: 'trait', trait: 'products[].sku', op: 'is', value: 'A-1' }],
    ['letters of any script', { kind: 'trait', trait: 'größe', op: 'is_set' }],
    ['a moment relative to now', trait({ op: 'after', value: { now: '-P3D' }, timeZone: 'profile' })],
    ['a group trait', groupTrait],
    ['any object of a type', order({}), 'entry_filter'],
    [
      'objects by their attributes, counted',
      order({
        where: {
          kind: 'and',
          conditions: [total, { kind: 'not', condition: { ...total, in: 'properties' } }],
        },
        count: { op: 'between', value: [2, 3] },
      }),
    ],
    [
      'the object that the event names',
      order({ where: { ...total, op: 'is', value: { ref: 'event.properties.x' } } }),
    ],
    ['a reference into the run', trait({ op: 'is', value: { ref: 'event.properties.plan' } })],
    ['a property of the context', { kind: 'property', in: 'context', property: 'ip', op: 'is_set' }, 'where'],
    [
      'the event in an entry filter',
      { kind: 'context', path: 'event.name', op: 'is', value: 'A' },
      'entry_filter',
    ],
  ];
  it.each(accepted.map(([what, input, place = 'journey']) => ({ what, input, place })))(
    'accepts $what',
    ({ input, place }) => {
      expect(faultsOf(input, place)).toEqual([]);
    },
  );

  it('refuses more than a hundred leaves in all', () => {
    const group = { kind: 'or', conditions: Array(34).fill(trait({ op: 'is_set' })) };
    expect(faultsOf({ kind: 'and', conditions: [group, group, group] })).toEqual(['when too_many']);
  });

  it.each([
    { kind: 'not', condition: trait({ op: 'is', value: 'pro', ignoreCase: true }) },
    { kind: 'or', conditions: [groupTrait, order({ where: total, count: { op: 'less_than', value: 2 } })] },
  ])('returns what was sent, and nothing else: %j', (input) => {
    expect(readCondition(input, 'journey', 'when', [])).toEqual(input);
  });

  it('looks at the event again after the where of an object', () => {
    const inContext = { kind: 'property', in: 'context', property: 'ip', op: 'is_set' };
    expect(faultsOf({ kind: 'and', conditions: [order({ where: total }), inContext] })).toEqual([
      'when.conditions[1] not_allowed_here',
    ]);
  });
});
