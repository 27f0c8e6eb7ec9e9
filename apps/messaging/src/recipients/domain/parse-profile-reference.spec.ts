import { parseProfileReference } from './parse-profile-reference.js';

describe('parseProfileReference', () => {
  it('refuses a bare value, an empty type and U+0000, which PostgreSQL has no text for', () => {
    for (const reference of ['', '42', ':42', 'user_id:4\0', 'user_id\0:42', 'prf_\0']) {
      expect([reference, parseProfileReference(reference)]).toEqual([reference, undefined]);
    }
  });

  it('names nobody with a malformed id, and tries a value as given before its lower case', () => {
    expect(parseProfileReference('prf_x')).toEqual({ by: 'nothing' });
    expect(parseProfileReference('user_id:Ada:1')).toEqual({
      by: 'identifier',
      identifiers: ['user_id:Ada:1', 'user_id:ada:1'],
    });
  });
});
