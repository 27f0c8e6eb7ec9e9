import { partsOfMerge, partsToSend } from './parts';

const held = ['user_id:42', 'email:ada@acme.test', 'anonymous_id:late'];
const merge = { into: ['user_id:42', 'phone:gone'], from: ['email:ada@acme.test'] };

describe('the parts of a separation', () => {
  it('are who they were before the merge; what was learnt since is in none', () => {
    const parts = partsOfMerge(held, merge);
    expect(parts).toEqual({
      'user_id:42': 'first',
      'email:ada@acme.test': 'second',
      'anonymous_id:late': null,
    });
    expect(partsToSend(parts)).toEqual([['user_id:42'], ['email:ada@acme.test']]);
  });

  it('are no two people until each has something', () => {
    const parts = partsOfMerge(held, undefined);
    expect(Object.values(parts)).toEqual(['first', 'first', 'first']);
    expect(partsToSend(parts)).toBeNull();
    expect(partsToSend({ ...parts, 'anonymous_id:late': 'second' })).toEqual([
      ['user_id:42', 'email:ada@acme.test'],
      ['anonymous_id:late'],
    ]);
  });
});
