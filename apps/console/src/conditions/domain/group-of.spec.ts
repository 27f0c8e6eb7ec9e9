import type { Condition } from '@rapport/contracts';
import fc from 'fast-check';
import { conditionOf, groupOf } from './group-of';
import { sayCondition } from '../say-condition';

const leaf: fc.Arbitrary<Condition> = fc.constantFrom<Condition[]>(
  { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' },
  { kind: 'context', path: 'event.properties.value', op: 'at_least', value: 20 },
  { kind: 'group_trait', trait: 'plan', op: 'is_set' },
  { kind: 'object', objectType: 'order', where: { kind: 'or', conditions: [] } },
);
const { tree } = fc.letrec<{ tree: Condition; group: Condition }>((tie) => ({
  tree: fc.oneof({ depthSize: 'small' }, leaf, tie('group')),
  group: fc.oneof(
    fc
      .array(tie('tree'), { minLength: 1, maxLength: 3 })
      .map((conditions): Condition => ({ kind: 'and', conditions })),
    fc
      .array(tie('tree'), { minLength: 1, maxLength: 3 })
      .map((conditions): Condition => ({ kind: 'or', conditions })),
    tie('tree').map((condition): Condition => ({ kind: 'not', condition })),
  ),
}));

function holds(condition: Condition, truth: (leaf: Condition) => boolean): boolean {
  if (condition.kind === 'and') return condition.conditions.every((one) => holds(one, truth));
  if (condition.kind === 'or') return condition.conditions.some((one) => holds(one, truth));
  if (condition.kind === 'not') return !holds(condition.condition, truth);
  return truth(condition);
}

describe('condition group', () => {
  it('means the same after it went through the editor', () => {
    fc.assert(
      fc.property(tree, fc.boolean(), fc.boolean(), (condition, plan, value) => {
        const truth = (one: Condition) => (one.kind === 'trait' ? plan : value);
        const edited = conditionOf(groupOf(condition));
        expect(edited && holds(edited, truth)).toBe(holds(condition, truth));
      }),
    );
  });

  it('is no condition when the last row goes', () => {
    expect(conditionOf({ mode: 'any', rows: [] })).toBeUndefined();
  });

  it('is said as one sentence', () => {
    expect(
      sayCondition({
        kind: 'and',
        conditions: [
          { kind: 'trait', trait: 'plan', op: 'is_any_of', value: ['free', 'trial'] },
          { kind: 'not', condition: { kind: 'trait', trait: 'seenAt', op: 'within_last', value: 'P14D' } },
        ],
      }),
    ).toBe('plan is any of free, trial and not (seenAt is within the last 14 days)');
  });
});
