import type { Condition } from '@rapport/contracts';
import { wholePart } from './whole-part';

const plan: Condition = { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' };
const unnamed: Condition = { kind: 'trait', trait: '', op: 'is_set' };
const unsaid: Condition = { kind: 'trait', trait: 'plan', op: 'is_any_of', value: [] };

describe('a condition that is being written', () => {
  it('leaves out what is not whole, at any depth', () => {
    expect(
      wholePart({ kind: 'and', conditions: [plan, unnamed, { kind: 'or', conditions: [unsaid] }] }),
    ).toEqual({
      kind: 'and',
      conditions: [plan],
    });
    expect(wholePart({ kind: 'not', condition: unnamed })).toBeUndefined();
    expect(wholePart(undefined)).toBeUndefined();
  });

  it('keeps what is whole as it is', () => {
    const whole: Condition = {
      kind: 'or',
      conditions: [plan, { kind: 'not', condition: { kind: 'trait', trait: 'plan', op: 'is_set' } }],
    };
    expect(wholePart(whole)).toEqual(whole);
  });
});
