import { readPerson } from './read-person';

describe('the person filter', () => {
  it.each([
    ['42', 'user_id:42'],
    [' ada@acme.test ', 'email:ada@acme.test'],
    ['anonymous_id:9f', 'anonymous_id:9f'],
    ['prf_01', 'prf_01'],
    ['', ''],
  ])('reads “%s” as “%s”', (typed, reference) => {
    expect(readPerson(typed)).toBe(reference);
  });
});
