import type { Condition } from '@rapport/contracts';
import { sayCondition } from './say-condition';

const paid: Condition = { kind: 'property', property: 'status', op: 'is', value: 'paid' };

describe('a condition, read aloud', () => {
  it.each<[Condition, string]>([
    [{ kind: 'group_trait', trait: 'plan', op: 'is', value: 'gold' }, 'a group’s plan is gold'],
    [{ kind: 'group_trait', trait: 'plan', op: 'is_set' }, 'a group’s plan has a value'],
    [{ kind: 'object', objectType: 'order' }, 'they have at least 1 of type order'],
    [{ kind: 'object', objectType: '' }, 'they have at least 1 of type …'],
    [
      { kind: 'object', objectType: 'order', count: { op: 'exactly', value: 0 } },
      'they have none of type order',
    ],
    [
      { kind: 'object', objectType: 'order', where: paid, count: { op: 'between', value: [2, 5] } },
      'they have between 2 and 5 of type order where status is paid',
    ],
    [
      {
        kind: 'and',
        conditions: [{ kind: 'not', condition: { kind: 'object', objectType: 'order', where: paid } }, paid],
      },
      'not (they have at least 1 of type order where status is paid) and status is paid',
    ],
  ])('%j: %s', (condition, sentence) => {
    expect(sayCondition(condition)).toBe(sentence);
  });
});
