import { limitsOfPerson } from './limits-of-person.js';

const type = (name: string, limit: number) => ({ type: name, limit });

describe('the most identifiers of one person', () => {
  it('is the sum of the limits, with the largest alias class for user ids', () => {
    const types = [type('user_id', 1), type('email', 5), type('loyalty.number', 2)];
    expect(limitsOfPerson({ types, largestAliasClass: 7 })).toBe(14);
  });

  it('leaves out user ids where no type is declared', () => {
    expect(limitsOfPerson({ types: [], largestAliasClass: 7 })).toBe(0);
  });
});
