import type { Condition } from '@rapport/contracts';
import { wholePart } from './whole-part';

const plan: Condition = { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' };
const unnamed: Condition = { kind: 'trait', trait: '', op: 'is_set' };
const unsaid: Condition = { kind: 'trait', trait: 'plan', op: 'is_any_of', value: [] };

describe('a condition that is being written', () => {
  it('leaves out what is not whole, at any depth', () => {
    expect(
      wholePart({ kind: 'and', conditions: [plan, unnamed, { kind: 'or', conditions: [unsaid] }] }, []),
    ).toEqual({
      kind: 'and',
      conditions: [plan],
    });
    expect(wholePart({ kind: 'not', condition: unnamed }, [])).toBeUndefined();
    expect(wholePart(undefined, [])).toBeUndefined();
  });

  it('keeps what is whole as it is', () => {
    const whole: Condition = {
      kind: 'or',
      conditions: [plan, { kind: 'not', condition: { kind: 'trait', trait: 'plan', op: 'is_set' } }],
    };
    expect(wholePart(whole, [])).toEqual(whole);
  });

  it('counts objects of a type that there is, and of them by what is whole', () => {
    const paid: Condition = { kind: 'property', property: 'status', op: 'is', value: 'paid' };
    const orders = (where?: Condition): Condition => ({
      kind: 'object',
      objectType: 'order',
      ...(where && { where }),
    });
    const unwritten: Condition = { ...paid, value: '' };
    expect(wholePart(orders({ kind: 'and', conditions: [paid, unwritten] }), ['order'])).toEqual(
      orders({ kind: 'and', conditions: [paid] }),
    );
    expect(wholePart(orders(unwritten), ['order'])).toEqual(orders());
    expect(wholePart(orders(), ['ticket'])).toBeUndefined();
    // Which types there are could not be read: the server will say.
    expect(wholePart(orders(), undefined)).toEqual(orders());
  });
});
