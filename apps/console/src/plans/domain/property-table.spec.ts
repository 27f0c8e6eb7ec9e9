import type { JsonObject } from '@rapport/contracts';
import fc from 'fast-check';
import { hiddenKeywords, propertyTypes, readTable, writeTable } from './property-table';

const name = fc.constantFrom('order_id', 'revenue', 'currency', 'nested', 'plan');
const property: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      type: fc.oneof(fc.constantFrom(...propertyTypes), fc.subarray([...propertyTypes], { minLength: 2 })),
      enum: fc.array(fc.oneof(fc.string(), fc.integer()), { minLength: 1, maxLength: 3 }),
      format: fc.constantFrom('date-time', 'email'),
      minimum: fc.integer(),
      description: fc.string(),
    },
    { requiredKeys: [] },
  )
  .map((one) => one as JsonObject);
const schema: fc.Arbitrary<JsonObject> = fc
  .tuple(fc.dictionary(name, property), fc.boolean())
  .chain(([properties, closed]) =>
    fc.subarray(Object.keys(properties)).map((required) => ({
      type: 'object',
      properties,
      ...(required.length > 0 ? { required } : {}),
      ...(closed ? { additionalProperties: false } : {}),
    })),
  );

describe('the table of properties', () => {
  it('keeps every keyword of a schema, those it does not show included', () => {
    fc.assert(
      fc.property(schema, (given) => {
        const written = writeTable(readTable(given));
        expect({ ...written, required: new Set(written['required'] as string[]) }).toEqual({
          ...given,
          required: new Set(given['required'] as string[]),
        });
      }),
    );
  });

  it('shows a property that is required and not described', () => {
    expect(readTable({ required: ['id'] }).rows).toMatchObject([{ name: 'id', required: true, types: [] }]);
  });

  it('names what a row holds beyond its columns', () => {
    const { rows } = readTable({ properties: { age: { type: 'number', minimum: 0, description: 'years' } } });
    expect(rows.map(hiddenKeywords)).toEqual([['minimum']]);
  });
});
