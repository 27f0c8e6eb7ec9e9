import { scopesBeyond } from './grantable-scopes.js';

describe('scopes of a new key', () => {
  it('may be anything when its creator holds all', () => {
    expect(scopesBeyond(['*'], ['*', 'team:write', 'messages:content'])).toEqual([]);
  });

  it('may be read where the creator may write', () => {
    expect(scopesBeyond(['journeys:write', 'team:write'], ['journeys:read', 'journeys:write'])).toEqual([]);
  });

  it('name every one that the creator lacks', () => {
    expect(scopesBeyond(['team:write', 'journeys:read'], ['journeys:write', 'team:read', '*'])).toEqual([
      'journeys:write',
      '*',
    ]);
  });

  it('do not follow from a scope of the same area that is separate', () => {
    expect(scopesBeyond(['journeys:write'], ['journeys:publish'])).toEqual(['journeys:publish']);
  });
});
