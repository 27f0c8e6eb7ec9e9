import { attributeOf, attributesOf, linesOf, textsOf } from './attribute-text';

const attributes = [
  { name: 'status', type: 'string' },
  { name: 'total', type: 'number' },
  { name: 'paid', type: 'boolean' },
  { name: 'placed', type: 'date' },
] as const;

describe('attributes in fields', () => {
  it('come out as they went in', () => {
    const values = { status: 'open', total: 49.5, paid: false, placed: '2026-11-02' };
    expect(attributesOf(attributes, textsOf(values))).toEqual(values);
  });

  it('that are empty have no value', () => {
    expect(attributesOf(attributes, { status: ' ', total: '', paid: '' })).toEqual({});
  });

  it.each([
    ['number', 'many', undefined],
    ['number', '12345678901234567890', undefined],
    ['number', '0', 0],
    ['boolean', 'yes', undefined],
    ['string', '42', '42'],
    ['date', '', null],
  ] as const)('of type %s read %j as %j', (type, text, value) => {
    expect(attributeOf(type, text)).toBe(value);
  });

  it('take one name a line', () => {
    expect(linesOf(' user_id:42 \n\n email:a@b.test\n')).toEqual(['user_id:42', 'email:a@b.test']);
  });
});
