import { lineOfField } from './line-of-field';

const text = JSON.stringify(
  {
    type: 'track',
    properties: {
      price: 1,
      items: [
        { sku: 'a', price: 2 },
        { sku: 'b', price: 'x' },
      ],
      tags: ['p', 'q'],
    },
    price: 3,
  },
  null,
  2,
);
const lineAt = (field: string) => {
  const line = lineOfField(text, field);
  return line === null ? null : text.split('\n')[line]?.trim();
};

describe('the line of a field', () => {
  it.each([
    ['type', '"type": "track",'],
    ['properties.price', '"price": 1,'],
    ['price', '"price": 3'],
    ['properties.items[1].price', '"price": "x"'],
    ['properties.tags[1]', '"q"'],
  ])('of %s is %s', (field, line) => {
    expect(lineAt(field)).toBe(line);
  });

  it.each(['userId', 'properties.items[2].price', 'properties.price.deeper', ''])(
    'of “%s”, which is not there, is none',
    (field) => {
      expect(lineAt(field)).toBeNull();
    },
  );
});
