import { maskPeople } from './mask-people.js';

const hidden = new Set(['email', 'salary', 'user_id']);

describe('masking people', () => {
  it('hides traits and identifiers of a profile, and says which', () => {
    const profile = {
      id: 'prf_1',
      userId: '42',
      email: 'ada@acme.test',
      phone: '+49',
      identifiers: [
        { type: 'email', value: 'ada@acme.test', sourceId: 'src_1' },
        { type: 'anonymous_id', value: 'v1', sourceId: 'src_1' },
      ],
      traits: {
        email: 'Ada@acme.test',
        salary: 10,
        plan: 'pro',
        nested: { email: 'not a trait of its own' },
      },
      masked: [],
    };
    expect(maskPeople({ data: [profile], nextCursor: null }, hidden)).toEqual({
      data: [
        {
          ...profile,
          userId: null,
          email: null,
          identifiers: [{ type: 'email', value: null, sourceId: 'src_1' }, profile.identifiers[1]],
          traits: { ...profile.traits, email: null, salary: null },
          masked: ['userId', 'email', 'identifiers[0].value', 'traits.email', 'traits.salary'],
        },
      ],
      nextCursor: null,
    });
  });

  it.each<[string, unknown, unknown]>([
    [
      'an event as it came',
      {
        person: 'user_id:42',
        payload: { userId: '42', context: { traits: { email: 'a@b' } }, properties: { email: 'x' } },
      },
      {
        person: null,
        payload: { userId: null, context: { traits: { email: null } }, properties: { email: 'x' } },
        masked: ['person', 'payload.userId', 'payload.context.traits.email'],
      },
    ],
    ['a refused text', { payload: '{"userId":"42"' }, { payload: null, masked: ['payload'] }],
    [
      'a merge that is looked at beforehand',
      {
        traits: [
          { trait: 'email', value: 'a', other: 'b', from: 'prf_1' },
          { trait: 'plan', value: 'a', other: 'b', from: 'prf_1' },
        ],
      },
      {
        traits: [
          { trait: 'email', value: null, other: null, from: 'prf_1' },
          { trait: 'plan', value: 'a', other: 'b', from: 'prf_1' },
        ],
        masked: ['traits[0].value', 'traits[0].other'],
      },
    ],
    [
      'names of people in lists of lists',
      { parts: [['user_id:1', 'anonymous_id:2']], identifiers: { into: ['email:a@b'] } },
      {
        parts: [[null, 'anonymous_id:2']],
        identifiers: { into: [null] },
        masked: ['parts[0][0]', 'identifiers.into[0]'],
      },
    ],
    [
      'external ids',
      { externalIds: [{ id: 'a@b', type: 'email', collection: 'users' }] },
      { externalIds: [{ id: null, type: 'email', collection: 'users' }], masked: ['externalIds[0].id'] },
    ],
    [
      'what holds nothing of it',
      { traits: { plan: 'pro' }, name: 'email' },
      { traits: { plan: 'pro' }, name: 'email' },
    ],
    ['no object', 'text', 'text'],
  ])('masks %s', (_, body, expected) => {
    expect(maskPeople(body, hidden)).toEqual(expected);
  });
});
