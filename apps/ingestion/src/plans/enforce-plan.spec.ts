import { caughtUp } from '../ingestion.spec-support.js';
import { aPlanDoor } from './plan-door.spec-support.js';
import type { PlanDoor } from './plan-door.spec-support.js';

let at: PlanDoor;
beforeAll(async () => (at = await aPlanDoor()));
afterAll(() => at.door.close());

const order = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, total: { type: 'number' }, kind: { enum: ['a', 'b'] } },
};
const rules = [{ type: 'track', event: 'Paid', schema: order }];
const paid = (messageId: string, properties: object) => ({
  type: 'track',
  event: 'Paid',
  userId: 'u1',
  messageId,
  properties,
});
type Row = Record<'eventType' | 'event' | 'type' | 'field' | 'action' | 'count', string>;
const stored = async (messageId: string) =>
  (await at.door.accepted()).filter((event) => event.messageId === messageId);
const violations = async (id: string, query = '') => {
  await caughtUp(at.door.bus);
  return (await at.call('GET', `/tracking-plans/${id}/violations?limit=100${query}`)).json;
};

describe('a source with a tracking plan', () => {
  it('takes what follows the plan as it is', async () => {
    const { sourceId } = await at.inForce({ rules, onViolation: { unplannedEvent: 'block' } });
    const { json } = await at.send(sourceId, paid('good', { id: '1', total: 2 }));
    expect(json).toMatchObject({ accepted: 1, rejected: [] });
    const [event] = await stored('good');
    expect(event).toMatchObject({ properties: { id: '1', total: 2 }, context: {} });
    expect(event).not.toHaveProperty('plan');
  });

  it('keeps out of the event what it omits, and says so beside it; a retry is a duplicate all the same', async () => {
    const onViolation = { unplannedEvent: 'block', unplannedProperty: 'omit', invalidProperty: 'omit' };
    const { sourceId } = await at.inForce({ rules, onViolation });
    const sent = paid('omits', { id: '1', total: 'much', coupon: 'X' });
    expect((await at.send(sourceId, sent)).json).toMatchObject({ accepted: 1 });
    expect((await at.send(sourceId, sent)).json).toMatchObject({ accepted: 0, duplicates: 1 });
    const [event] = await stored('omits');
    expect(event).toMatchObject({
      properties: { id: '1' },
      context: { protocols: { omitted: ['properties.coupon', 'properties.total'] } },
      plan: {
        version: 1,
        omitted: { 'properties.total': 'much', 'properties.coupon': 'X' },
        violations: [
          { type: 'unplanned_property', field: 'properties.coupon', action: 'omitted' },
          { type: 'wrong_type', field: 'properties.total', rule: { event: 'Paid', version: 1 } },
        ],
      },
    });
    expect(Object.keys(event?.properties ?? {})).toEqual(['id']);
  });

  it('turns away what it blocks, with status 200, and keeps the bytes as sent with all violations', async () => {
    const onViolation = { unplannedEvent: 'block', invalidEvent: 'block' };
    const { id, sourceId } = await at.inForce({ rules, onViolation });
    const sent = paid('blocked', { total: '5', kind: 'c' });
    const { status, json } = await at.send(sourceId, paid('fine', { id: '1' }), sent);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      accepted: 1,
      rejected: [
        { index: 1, messageId: 'blocked', code: 'violates_tracking_plan', field: 'events[1].properties.id' },
      ],
    });
    expect(JSON.stringify(json)).not.toContain('"5"');
    await caughtUp(at.door.bus);
    const recent = (await at.call('GET', `/events?outcome=rejected&sourceId=${sourceId}&event=Paid`)).json;
    expect(recent.data).toMatchObject([
      {
        code: 'violates_tracking_plan',
        payload: sent,
        plan: { planId: id, version: 1, violations: [{ field: 'properties.id' }, {}, {}], omitted: null },
      },
    ]);
    expect(await stored('blocked')).toEqual([]);
  });

  it('follows the newest version soon after it is published, and nothing once it is unlinked', async () => {
    const { id, sourceId } = await at.inForce({ rules, onViolation: { unplannedEvent: 'block' } });
    const codeOf = async () =>
      (await at.send(sourceId, { ...paid('', {}), event: 'Refunded' })).json.rejected[0]?.code;
    const becomes = async (code: string | undefined) => {
      const deadline = Date.now() + 10_000;
      while ((await codeOf()) !== code) if (Date.now() > deadline) throw new Error(`never became ${code}`);
    };
    await at.putDraft(id, {
      rules: [...rules, { type: 'track', event: 'Refunded', schema: {} }],
      onViolation: { unplannedEvent: 'block' },
    });
    expect(await codeOf()).toBe('violates_tracking_plan');
    await at.publish(id);
    await becomes(undefined);
    await at.putDraft(id, { rules, onViolation: { unplannedEvent: 'block' } });
    await at.publish(id);
    await becomes('violates_tracking_plan');
    await at.call('PUT', `/tracking-plans/${id}/sources`, { sourceIds: [] });
    await becomes(undefined);
  });

  it('shows what departs from its plan, counted by kind, of accepted and blocked events alike', async () => {
    const onViolation = { unplannedEvent: 'block', unplannedProperty: 'omit' };
    const { id, sourceId } = await at.inForce({ rules, onViolation });
    await at.send(
      sourceId,
      ...[1, 2, 3].map((n) => ({ ...paid(`c${n}`, { id: '1', coupon: n }), userId: `u${n}` })),
      paid('c4', { id: 4 }),
      { ...paid('c5', {}), event: 'Else' },
    );
    const { data } = await violations(id);
    const found: unknown[][] = data.map((row: Row) => [
      row.eventType,
      row.event,
      row.type,
      row.field,
      row.action,
      row.count,
    ]);
    expect(found.filter(([, event]) => event !== 'Probe of the plan').sort()).toEqual([
      ['track', 'Else', 'unplanned_event', 'event', 'blocked', 1],
      ['track', 'Paid', 'unplanned_property', 'properties.coupon', 'omitted', 3],
      ['track', 'Paid', 'wrong_type', 'properties.id', 'allowed', 1],
    ]);
    expect(data[0]).toEqual({
      sourceId,
      eventType: 'track',
      event: expect.any(String),
      type: expect.any(String),
      field: expect.any(String),
      action: expect.any(String),
      message: expect.any(String),
      count: expect.any(Number),
      firstAt: expect.stringMatching(/Z$/),
      lastAt: expect.stringMatching(/Z$/),
      example: { messageId: expect.any(String) },
    });
  });

  it('filters what it shows, and pages through it', async () => {
    const { id, sourceId } = await at.inForce({ rules, onViolation: { unplannedEvent: 'block' } });
    await at.send(sourceId, paid('f1', { coupon: 1, more: 2 }));
    const typesOf = async (query: string) => (await violations(id, query)).data.map((row: Row) => row.type);
    expect((await typesOf('&event=Paid')).sort()).toEqual([
      'missing_property',
      'unplanned_property',
      'unplanned_property',
    ]);
    expect(await typesOf('&event=Paid&type=missing_property')).toEqual(['missing_property']);
    expect(await typesOf(`&sourceId=${at.sourceId}`)).toEqual([]);
    expect(await typesOf('&to=2020-01-01T00:00:00Z')).toEqual([]);
    const pages: string[] = [];
    let cursor = '';
    do {
      const page = (await at.call('GET', `/tracking-plans/${id}/violations?limit=1&event=Paid${cursor}`))
        .json;
      pages.push(...page.data.map((row: Row) => row.field));
      cursor = page.nextCursor && `&cursor=${page.nextCursor}`;
    } while (cursor);
    expect(pages.sort()).toEqual(['properties.coupon', 'properties.id', 'properties.more']);
    expect((await at.call('GET', '/tracking-plans/tpn_0/violations')).status).toBe(404);
  });
});

describe('a rule inferred', () => {
  it('from what was seen requires what was always there, and says on what it rests', async () => {
    const sourceId = await at.source();
    const id = await at.plan({ rules: [{ type: 'track', event: 'Seen', version: 4, schema: {} }] });
    const events = Array.from({ length: 60 }, (_, i) => ({
      ...paid(`seen${i}`, {
        id: `o${i}`,
        total: i % 2 ? i : i + 0.5,
        kind: i % 2 ? 'a' : 'b',
        at: '2026-01-01T00:00:00Z',
        ...(i % 3 && { note: null }),
        items: [{ sku: `s${i}` }],
      }),
      event: 'Seen',
    }));
    await at.send(sourceId, ...events);
    await caughtUp(at.door.bus);
    const { json } = await at.call('POST', `/tracking-plans/${id}/rules/infer`, { event: 'Seen', sourceId });
    expect(json.rule).toEqual({
      type: 'track',
      event: 'Seen',
      version: 5,
      schema: {
        type: 'object',
        required: ['at', 'id', 'items', 'kind', 'total'],
        properties: {
          at: { type: 'string', format: 'date-time' },
          id: { type: 'string' },
          items: { type: 'array', items: { type: 'object', properties: { sku: { type: 'string' } } } },
          kind: { type: 'string', enum: ['a', 'b'] },
          note: {},
          total: { type: 'number' },
        },
      },
    });
    expect(json.seen).toMatchObject({ events: 60, firstAt: expect.any(String) });
    expect(json.seen.properties).toContainEqual({ name: 'note', count: 40, types: { null: 40 } });
    expect((await at.putDraft(id, { rules: [json.rule] })).status).toBe(200);
  });

  it('from one example takes its types and requires nothing', async () => {
    const id = await at.plan({});
    const example = { type: 'identify', userId: '1', traits: { email: 'a@b.test', age: 7 } };
    const { json } = await at.call('POST', `/tracking-plans/${id}/rules/infer`, { example });
    expect(json.rule).toEqual({
      type: 'identify',
      version: 1,
      schema: { type: 'object', properties: { age: { type: 'number' }, email: { type: 'string' } } },
    });
  });

  it('needs the name of a track event', async () => {
    const answer = await at.call('POST', `/tracking-plans/${await at.plan({})}/rules/infer`, {});
    expect(answer.json).toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'event', rule: 'required' }],
    });
  });
});
