import type { JsonObject } from '@rapport/contracts';
import { aRule, checked, compiled, violationsOf } from '../plans.spec-support.js';
import { mostViolations } from './check-plan.js';

const order: JsonObject = {
  type: 'object',
  required: ['order_id'],
  properties: {
    order_id: { type: 'string' },
    revenue: { type: ['number', 'null'] },
    currency: { enum: ['USD', 'EUR'] },
    products: {
      type: 'array',
      items: { type: 'object', properties: { id: { type: 'string' }, price: { type: 'number' } } },
    },
    tags: { type: 'array', items: { type: 'string' } },
    address: { type: 'object', additionalProperties: false, properties: { zip: { type: 'string' } } },
  },
};
const rules = [aRule('Order Completed', order)];
const bad = {
  name: 'Order Completed',
  properties: {
    revenue: 'much',
    currency: 'CHF',
    coupon: 'X',
    products: [
      { id: 'a', price: 1 },
      { id: 'b', price: 'two' },
    ],
    tags: ['a', 1],
    address: { zip: '1', street: 's' },
  },
};

describe('check plan › what goes on of an event', () => {
  it('says nothing of an event that follows its rule, and leaves it as it is', async () => {
    const verdict = checked(await compiled(rules), {
      name: 'Order Completed',
      properties: { order_id: '1', revenue: null, currency: 'EUR' },
    });
    expect(verdict).toMatchObject({ blocked: false, check: undefined });
  });

  it('records what departs from the rule and keeps it, where violations are allowed', async () => {
    const verdict = checked(await compiled(rules), bad);
    expect(violationsOf(verdict)).toEqual([
      'unplanned_property properties.coupon allowed',
      'missing_property properties.order_id allowed',
      'wrong_type properties.revenue allowed',
      'invalid_value properties.currency allowed',
      'wrong_type properties.products[1].price allowed',
      'wrong_type properties.tags[1] allowed',
      'unplanned_property properties.address.street allowed',
    ]);
    expect(verdict).toMatchObject({ blocked: false, event: { properties: bad.properties, context: {} } });
  });

  it('never says the value that it found', async () => {
    const verdict = checked(await compiled(rules), bad);
    for (const value of ['much', 'CHF', '"X"', 'two'])
      expect(JSON.stringify(verdict.blocked || verdict.check?.violations)).not.toContain(value);
  });

  it('omits unplanned properties alone, when only they are to be omitted', async () => {
    const verdict = checked(await compiled(rules, { unplannedProperty: 'omit' }), bad);
    expect(verdict).toMatchObject({
      event: { properties: { revenue: 'much', address: { zip: '1' } } },
      check: { omitted: { 'properties.coupon': 'X', 'properties.address.street': 's' } },
    });
  });

  it('omits the innermost named value of what is invalid, keeps it for the archive and notes it in the context', async () => {
    const verdict = checked(await compiled(rules, { invalidProperty: 'omit' }), bad);
    expect(verdict).toMatchObject({
      event: {
        properties: { coupon: 'X', products: [{ id: 'a', price: 1 }, { id: 'b' }], address: { street: 's' } },
        context: {
          protocols: {
            omitted: [
              'properties.revenue',
              'properties.currency',
              'properties.products[1].price',
              'properties.tags',
            ],
          },
        },
      },
      check: {
        planId: expect.any(String),
        version: 3,
        omitted: {
          'properties.revenue': 'much',
          'properties.currency': 'CHF',
          'properties.products[1].price': 'two',
          'properties.tags': ['a', 1],
        },
      },
    });
    expect(verdict.blocked ? {} : verdict.event.properties).not.toHaveProperty('tags');
    expect(violationsOf(verdict)).toContain('missing_property properties.order_id allowed');
  });

  it('blocks an invalid event with all its violations, where invalid events are blocked', async () => {
    const verdict = checked(await compiled(rules, { invalidEvent: 'block', unplannedProperty: 'omit' }), bad);
    expect(verdict).toMatchObject({
      blocked: true,
      path: ['properties', 'order_id'],
      refusal: { eventType: 'track', event: 'Order Completed', omitted: null },
    });
    expect(violationsOf(verdict)).toContain('unplanned_property properties.coupon blocked');
    expect(violationsOf(verdict)).toContain('wrong_type properties.revenue blocked');
  });

  it('does not block for an unplanned property', async () => {
    const properties = { order_id: '1', coupon: 'X' };
    const plan = await compiled(rules, { invalidEvent: 'block' });
    expect(checked(plan, { name: 'Order Completed', properties }).blocked).toBe(false);
  });

  it('lists a bounded number of violations and still acts on all', async () => {
    const properties = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`p${i}`, i]));
    const plan = await compiled(rules, { unplannedProperty: 'omit' });
    const verdict = checked(plan, { name: 'Order Completed', properties });
    expect(violationsOf(verdict)).toHaveLength(mostViolations);
    expect(verdict).toMatchObject({ event: { properties: {} } });
  });
});

describe('check plan › which rule an event follows', () => {
  const versions = [2, 1, 7].map((version) => aRule('Paid', { required: [`v${version}`] }, version));
  const missing = async (context: JsonObject) =>
    violationsOf(checked(await compiled(versions), { name: 'Paid', context }));

  it.each([
    ['the version that it names', { protocols: { event_version: 7 } }, 'v7'],
    ['the oldest when it names none', {}, 'v1'],
    ['the oldest when it names one that there is not', { protocols: { event_version: 3 } }, 'v1'],
    ['the oldest when what it names is no whole number', { protocols: { event_version: '7' } }, 'v1'],
    ['the oldest when there is something else in that place', { protocols: 'none' }, 'v1'],
  ])('is %s', async (_, context: JsonObject, field) => {
    expect(await missing(context)).toEqual([`missing_property properties.${field} allowed`]);
  });

  it.each(['order completed', 'Order  Completed', 'Order Completed!'])(
    'is none when the name is %j: names are compared exactly',
    async (name) => {
      const plan = await compiled(rules, { unplannedEvent: 'block' });
      const verdict = checked(plan, { name });
      expect(violationsOf(verdict)).toEqual(['unplanned_event event blocked']);
      expect(verdict).toMatchObject({ path: ['event'], refusal: { violations: [{ rule: null }] } });
    },
  );

  it('allows track events without a rule when the plan does, and says so', async () => {
    const verdict = checked(await compiled(rules), { name: 'Else' });
    expect([verdict.blocked, ...violationsOf(verdict)]).toEqual([false, 'unplanned_event event allowed']);
  });

  it.each(['page', 'screen', 'identify', 'group', 'alias'] as const)(
    'is none for a %s without a rule of that type, and that is no violation',
    async (type) => {
      const plan = await compiled(rules, { unplannedEvent: 'block', invalidEvent: 'block' });
      expect(checked(plan, { type })).toMatchObject({ blocked: false, check: undefined });
    },
  );

  it('is that of its type for page and screen, which can be blocked', async () => {
    const plan = await compiled([{ type: 'page', version: 1, schema: { required: ['path'] } }], {
      invalidEvent: 'block',
    });
    expect(checked(plan, { type: 'page', name: 'Home' }).blocked).toBe(true);
  });

  it.each(['identify', 'group'] as const)('never blocks %s for a trait', async (type) => {
    const schema = { properties: { age: { type: 'number' } }, required: ['name'] };
    const plan = await compiled([{ type, version: 1, schema }], {
      ...{ invalidEvent: 'block', invalidProperty: 'omit', unplannedProperty: 'omit' },
    });
    const verdict = checked(plan, { type, traits: { age: 'x', pet: 'cat' } });
    expect(verdict).toMatchObject({ blocked: false, event: { traits: {} } });
    expect(violationsOf(verdict)).toEqual([
      'unplanned_property traits.pet omitted',
      'missing_property traits.name allowed',
      'wrong_type traits.age omitted',
    ]);
  });
});

describe('check plan › the common rule', () => {
  const common = (schema: JsonObject) => [{ type: 'common' as const, version: 1, schema }, ...rules];
  const wantsApp = {
    required: ['messageId', 'event'],
    properties: {
      userId: { type: 'string', pattern: '^u-' },
      context: { required: ['app'], properties: { locale: { minLength: 2 } } },
      properties: { properties: { order_id: { maxLength: 3 } } },
    },
  };
  const event = { name: 'Order Completed', properties: { order_id: '12345' }, context: { locale: 'e' } };

  it('sees the whole payload, in the words of the wire', async () => {
    const verdict = checked(await compiled(common(wantsApp)), event);
    expect(violationsOf(verdict)).toEqual([
      'common userId allowed',
      'common context.app allowed',
      'common context.locale allowed',
      'common properties.order_id allowed',
    ]);
  });

  it('omits properties, traits and context values, never what makes an event one', async () => {
    const verdict = checked(await compiled(common(wantsApp), { common: 'omit' }), event);
    expect(violationsOf(verdict)).toContain('common userId allowed');
    expect(verdict).toMatchObject({
      event: { userId: 'user-1', properties: {}, context: {} },
      check: { omitted: { 'context.locale': 'e', 'properties.order_id': '12345' } },
    });
  });

  it('blocks any event, identify too', async () => {
    const plan = await compiled(common({ required: ['groupId'] }), { common: 'block' });
    const verdict = checked(plan, { type: 'identify' });
    expect([verdict.blocked, ...violationsOf(verdict)]).toEqual([true, 'common groupId blocked']);
  });

  it('comes after the rule of the event, and does not see what that omitted', async () => {
    const schema = { properties: { properties: { properties: { coupon: false } } } };
    const plan = await compiled(common(schema), { unplannedProperty: 'omit', common: 'block' });
    const properties = { order_id: '1', coupon: 'X' };
    expect(violationsOf(checked(plan, { name: 'Order Completed', properties }))).toEqual([
      'unplanned_property properties.coupon omitted',
    ]);
  });
});
