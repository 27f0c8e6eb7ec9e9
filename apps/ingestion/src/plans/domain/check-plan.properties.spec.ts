import type { JsonObject, JsonValue, PlanReactions, PlanRule } from '@rapport/contracts';
import { checkContent, eventContent, traitContent } from '@rapport/events';
import { checkJson } from '@rapport/kernel';
import fc from 'fast-check';
import { compileSchema } from '../schemas/compile-schema.js';
import { checkSchema } from '../schemas/check-schema.js';
import { readSchema } from '../schemas/read-schema.js';
import { checked, compiled } from '../plans.spec-support.js';

const runs = { numRuns: 60, seed: 20261126 };

const names = fc.constantFrom('a', 'b', 'c', 'toString', 'valueOf', 'x y');
const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ type: fc.constantFrom('string', 'number', 'integer', 'boolean', 'null', 'array', 'object') }),
  fc.constantFrom<JsonObject>({ type: ['string', 'null'] }, { enum: ['a', 1, null] }),
  fc.record({ pattern: fc.constantFrom('^a', 'b$', '[0-9]+') }),
  fc.record({ minimum: fc.integer({ min: -2, max: 2 }), maxLength: fc.constant(1) }),
);
const { schema: schemas } = fc.letrec<{ schema: JsonObject }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record(
      {
        properties: fc.dictionary(names, tie('schema'), { maxKeys: 3, noNullPrototype: true }),
        required: fc.uniqueArray(names, { maxLength: 2 }),
        additionalProperties: fc.boolean(),
      },
      { requiredKeys: ['properties'] },
    ),
    fc.record({ items: tie('schema') }),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ not: tie('schema') }),
  ),
}));
const { value: values } = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<JsonValue>('a', 'ab', '', 0, 1, 2.5, true, null),
    tie('object'),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
  object: fc.dictionary(names, tie('value'), { maxKeys: 4, noNullPrototype: true }),
}));
const objects = fc.dictionary(names, values, {
  maxKeys: 5,
  noNullPrototype: true,
}) as fc.Arbitrary<JsonObject>;
const reactions: fc.Arbitrary<PlanReactions> = fc.record({
  unplannedEvent: fc.constantFrom('allow', 'block'),
  unplannedProperty: fc.constantFrom('allow', 'omit'),
  invalidEvent: fc.constantFrom('allow', 'block'),
  invalidProperty: fc.constantFrom('allow', 'omit'),
  common: fc.constantFrom('allow', 'omit', 'block'),
});
const subject = fc.constantFrom('track', 'identify', 'group', 'page', 'screen', 'alias');

const ruleFor = (type: string, schema: JsonObject): PlanRule =>
  ({ type, ...(type === 'track' && { event: 'E' }), version: 1, schema }) as PlanRule;

describe('check plan › laws', () => {
  it('whatever a plan does to an event, the door would take what is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        subject,
        schemas,
        schemas,
        objects,
        objects,
        reactions,
        async (type, own, all, held, context, on) => {
          const rules = [...(type === 'alias' ? [] : [ruleFor(type, own)]), ruleFor('common', all)];
          const plan = await compiled(rules, on);
          const isTraits = type === 'identify' || type === 'group';
          const verdict = checked(plan, {
            type,
            ...(type === 'track' && { name: 'E' }),
            ...(isTraits ? { traits: held } : type === 'alias' ? {} : { properties: held }),
            context,
          });
          if (verdict.blocked) return;
          const { event } = verdict;
          expect(checkContent(JSON.stringify(event), event)).toMatchObject({ rejection: undefined });
          expect(event.traits && checkJson(event.traits, traitContent)).toBeFalsy();
          expect([event.type, event.name, event.userId, event.anonymousId]).toEqual([
            type,
            type === 'track' ? 'E' : null,
            type === 'track' || type === 'identify' ? 'user-1' : null,
            null,
          ]);
        },
      ),
      runs,
    );
  });

  it('it leaves what stood at the limits of the door within them', async () => {
    const properties = Object.fromEntries(
      Array.from({ length: eventContent.keys - 1 }, (_, i) => [`p${i}`, i]),
    );
    const plan = await compiled(
      [ruleFor('track', { properties: { p0: { type: 'string' } }, additionalProperties: true })],
      {
        invalidProperty: 'omit',
      },
    );
    const verdict = checked(plan, { name: 'E', properties });
    const left = verdict.blocked ? undefined : verdict.event;
    expect(left?.properties).not.toHaveProperty('p0');
    expect(
      checkJson({ context: left?.context ?? null, properties: left?.properties ?? null }, eventContent),
    ).toBeUndefined();
  });

  it('omits no property that is planned and valid, and no other than those it says', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(names, schemas, { maxKeys: 4, noNullPrototype: true }),
        objects,
        reactions,
        async (planned, held, on) => {
          const plan = await compiled([ruleFor('track', { properties: planned })], {
            ...on,
            invalidEvent: 'allow',
          });
          const verdict = checked(plan, { name: 'E', properties: held });
          if (verdict.blocked) throw new Error('blocked');
          const left = verdict.event.properties ?? {};
          for (const [name, value] of Object.entries(held)) {
            const schema = Object.hasOwn(planned, name) ? planned[name] : undefined;
            const isValid =
              schema && compileSchema(readSchema({ properties: { v: schema } }))({ v: value }).length === 0;
            if (isValid) expect(left[name]).toEqual(value);
            if (!schema) expect(Object.hasOwn(left, name)).toBe(on.unplannedProperty === 'allow');
          }
          if (!verdict.check?.omitted) expect(left).toEqual(held);
        },
      ),
      runs,
    );
  });
});

describe('check schema › laws', () => {
  const words = fc.constantFrom(
    ...[
      'type',
      'properties',
      'items',
      'allOf',
      'not',
      'pattern',
      'format',
      'required',
      'enum',
      '$ref',
      'definitions',
    ],
    ...[
      'dependencies',
      'patternProperties',
      'additionalProperties',
      'if',
      'const',
      'uniqueItems',
      '$id',
      '$async',
      'nullable',
    ],
  );
  const anything = fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text) as JsonValue);
  const { schema: wild } = fc.letrec<{ schema: JsonValue }>((tie) => ({
    schema: fc.oneof(
      { depthSize: 'small', maxDepth: 5 },
      anything,
      fc.constantFrom<JsonValue>('#', '#/definitions', '#/properties/a', '(', '^a', 'string', ['a'], true),
      fc.dictionary(fc.oneof(words, names), tie('schema'), {
        maxKeys: 4,
        noNullPrototype: true,
      }) as fc.Arbitrary<JsonObject>,
      fc.array(tie('schema'), { maxLength: 3 }),
    ),
  }));

  it('any JSON is either refused with a reason, or compiles and judges any value', () => {
    fc.assert(
      fc.property(
        fc.dictionary(words, wild, { maxKeys: 5, noNullPrototype: true }) as fc.Arbitrary<JsonObject>,
        objects,
        (schema, value) => {
          const { read, problems } = checkSchema(schema);
          if (read) expect(compileSchema(read)(value)).toBeInstanceOf(Array);
          else expect(problems.length).toBeGreaterThan(0);
        },
      ),
      { ...runs, numRuns: 200 },
    );
  });
});
