import { withNullTypes } from './null-types.js';

describe('null in OpenAPI 3.1', () => {
  it('is a type beside the other', () => {
    expect(withNullTypes({ type: 'string', nullable: true, format: 'date-time' })).toEqual({
      type: ['string', 'null'],
      format: 'date-time',
    });
  });

  it('is one of the values of an enumeration', () => {
    expect(withNullTypes({ type: 'string', enum: ['a'], nullable: true })).toEqual({
      type: ['string', 'null'],
      enum: ['a', null],
    });
  });

  it('is an alternative to a reference', () => {
    const ref = { $ref: '#/components/schemas/RateLimit' };
    const either = { oneOf: [ref, { type: 'null' }] };
    expect(withNullTypes({ allOf: [ref], nullable: true })).toEqual(either);
    expect(withNullTypes({ ...ref, nullable: true, description: 'why' })).toEqual({
      description: 'why',
      ...either,
    });
  });

  it('is found at any depth and leaves everything else alone', () => {
    const document = {
      paths: { '/a': [{ nullable: false, x: { type: 'integer', nullable: true } }] },
      n: null,
    };
    expect(withNullTypes(document)).toEqual({
      paths: { '/a': [{ nullable: false, x: { type: ['integer', 'null'] } }] },
      n: null,
    });
  });
});
