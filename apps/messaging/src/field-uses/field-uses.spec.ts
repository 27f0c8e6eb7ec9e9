import { newId } from '@rapport/kernel';
import { MessagingRoom, type RoomWorkspace } from '../journeys/journeys.spec-support.js';
import { aTemplateDraft } from '../templates/templates.spec-support.js';
import type { FieldUseView } from './field-uses.dto.js';

let room: MessagingRoom;
let shop: RoomWorkspace;
beforeAll(async () => {
  room = await MessagingRoom.open();
});
beforeEach(async () => {
  shop = await room.workspace();
});
afterAll(() => room.close());

interface Answer {
  data: FieldUseView[];
  code: string;
  errors: { field: string; rule: string }[];
}

/** By key, the places that read it. */
async function uses(query: string, workspace = shop): Promise<Record<string, string[]>> {
  const { status, body } = await workspace.call<Answer>('GET', `/field-uses?${query}`);
  expect(status).toBe(200);
  return Object.fromEntries(body.data.map(({ key, places }) => [key, places]));
}

async function template(html: string, subject = 'Hello'): Promise<string> {
  const key = `t-${newId()}`;
  const draft = aTemplateDraft({ html, subject });
  const attributes = { channel: 'email', messageClass: 'transactional' };
  await shop.call('POST', '/templates', { name: 'T', key, ...attributes, draft });
  await shop.call('POST', `/templates/${key}/publish`, {});
  return key;
}

async function journey(draft: object): Promise<string> {
  const key = `j-${newId()}`;
  await shop.call('POST', '/journeys', { name: 'J', key, draft });
  return key;
}

const exit = { key: 'end', kind: 'exit' };
const mail = (templateId: string, data = {}): object => ({
  ...{ key: 'mail', kind: 'message', channel: 'email', templateId, data, next: null },
});

describe('GET /api/v1/field-uses', () => {
  it('names every place of a journey that reads a property of its trigger', async () => {
    const where = { kind: 'property', property: 'revenue', op: 'at_least', value: 20 };
    const when = { kind: 'context', path: 'event.properties.address.city', op: 'is', value: 'Ulm' };
    const filter = {
      kind: 'trait',
      trait: 'spent',
      op: 'less_than',
      value: { ref: 'event.properties.revenue' },
    };
    const key = await journey({
      trigger: { kind: 'event', event: 'Order Completed', where },
      entry: { filter, reentry: { rule: 'parallel', key: 'event.properties.order_id' } },
      steps: [
        { key: 'split', kind: 'branch', branches: [{ key: 'ulm', when, next: 'mail' }], otherwise: {} },
        mail('receipt', { total: { ref: 'event.properties.revenue' } }),
      ],
    });
    await journey({ trigger: { kind: 'event', event: 'Order Cancelled', where }, steps: [exit] });
    const event = 'event=Order%20Completed';
    expect(await uses(`${event}&property=revenue`)).toEqual({
      [key]: ['draft.trigger.where', 'draft.entry.filter', 'draft.steps[1].data.total.ref'],
    });
    for (const property of ['address', 'address.city', 'address.city.name']) {
      expect(await uses(`${event}&property=${property}`)).toEqual({
        [key]: ['draft.steps[0].branches[0].when'],
      });
    }
    expect(await uses(`${event}&property=address.street`)).toEqual({});
    expect(await uses(event)).toEqual({
      [key]: [
        ...['draft.trigger', 'draft.trigger.where', 'draft.entry.filter', 'draft.entry.reentry.key'],
        ...['draft.steps[0].branches[0].when', 'draft.steps[1].data.total.ref'],
      ],
    });
  });

  it('tells what is published from a draft that differs from it', async () => {
    const key = await journey({ trigger: { kind: 'event', event: 'Go' }, start: 'end', steps: [exit] });
    expect(await uses('event=Go')).toEqual({ [key]: ['draft.trigger'] });
    await shop.call('POST', `/journeys/${key}/publish`, {});
    expect(await uses('event=Go')).toEqual({ [key]: ['published.trigger'] });
    const { headers } = await shop.call('GET', `/journeys/${key}`);
    const changed = { trigger: { kind: 'event', event: 'Stop' }, start: 'end', steps: [exit] };
    await shop.call('PUT', `/journeys/${key}/draft`, changed, { 'if-match': String(headers.etag) });
    expect(await uses('event=Go')).toEqual({ [key]: ['published.trigger'] });
    expect(await uses('event=Stop')).toEqual({ [key]: ['draft.trigger'] });
    await shop.call('POST', `/journeys/${key}/archive`, { running: 'exit' });
    expect(await uses('event=Go')).toEqual({});
  });

  it('follows templates through the journeys that send them', async () => {
    const html =
      '{% for p in event.properties.products %}{{ p.sku }}{% endfor %}{{ event.properties.products[0].sku }}';
    const sent = await template(html, 'Order {{ event.properties.order_id }}');
    const unsent = await template('{{ event.properties.order_id }}');
    const elsewhere = await template('{{ event.properties.order_id }}');
    await journey({ trigger: { kind: 'event', event: 'Order Completed' }, steps: [mail(sent)] });
    await journey({ trigger: { kind: 'event', event: 'Other' }, steps: [mail(elsewhere)] });
    const event = 'event=Order%20Completed';
    expect(await uses(`${event}&property=order_id`)).toEqual({
      [sent]: ['published.variants.en.subject'],
      [unsent]: ['published.variants.en.body.html'],
    });
    expect(await uses(`${event}&property=products[].sku`)).toEqual({
      [sent]: ['published.variants.en.body.html'],
    });
    expect(Object.keys(await uses(event))).toContain(sent);
    expect(Object.keys(await uses(event))).not.toContain(unsent);
  });

  it('finds traits in conditions, triggers and Liquid', async () => {
    const byChange = await journey({ trigger: { kind: 'trait_changed', trait: 'plan' }, steps: [exit] });
    const byIdentify = await journey({
      trigger: {
        ...{ kind: 'event', type: 'identify' },
        where: { kind: 'property', in: 'traits', property: 'plan', op: 'is', value: 'pro' },
      },
      steps: [exit],
    });
    const inText = await template('{{ profile.traits.plan | default: "free" }} {{ profile.email }}');
    expect(await uses('trait=plan')).toEqual({
      [byChange]: ['draft.trigger.trait'],
      [byIdentify]: ['draft.trigger.where'],
      [inText]: ['published.variants.en.body.html'],
    });
    expect(await uses('trait=email')).toEqual({ [inText]: ['published.variants.en.body.html'] });
    expect(await uses('trait=planet')).toEqual({});
  });

  it('finds traits of groups and attributes of objects, in conditions and Liquid', async () => {
    const status = { kind: 'property', property: 'status', op: 'is', value: 'paid' };
    const asked = await journey({
      entry: { filter: { kind: 'group_trait', trait: 'plan.tier', op: 'is_set' } },
      steps: [
        {
          ...{ key: 'split', kind: 'branch', otherwise: {} },
          branches: [
            { key: 'paid', when: { kind: 'object', objectType: 'order', where: status } },
            { key: 'any', when: { kind: 'object', objectType: 'order' } },
          ],
        },
      ],
    });
    const byGroup = await journey({
      trigger: {
        ...{ kind: 'event', type: 'group' },
        where: { kind: 'property', in: 'traits', property: 'plan', op: 'is_set' },
      },
      steps: [exit],
    });
    const looping = await template('{% for o in profile.objects.order %}{{ o.total }}{% endfor %}');
    const first = await template('{{ profile.objects.order[0].status }} {{ profile.groups[0].traits.plan }}');
    const names = await template('{{ profile.groups[0].groupId }} {{ profile.objects.ticket.size }}');
    const [branch, body] = ['draft.steps[0].branches', 'published.variants.en.body.html'];
    expect(await uses('groupTrait=plan')).toEqual({
      [asked]: ['draft.entry.filter'],
      [byGroup]: ['draft.trigger.where'],
      [first]: [body],
    });
    expect(await uses('trait=plan')).toEqual({});
    expect(await uses('objectType=order')).toEqual({
      [asked]: [`${branch}[0].when`, `${branch}[1].when`],
      [looping]: [body],
      [first]: [body],
    });
    expect(await uses('objectType=order&attribute=status')).toEqual({
      [asked]: [`${branch}[0].when`],
      [looping]: [body],
      [first]: [body],
    });
    expect(await uses('objectType=order&attribute=total')).toEqual({ [looping]: [body] });
    expect(await uses('objectType=ticket')).toEqual({ [names]: [body] });
  });

  it('tells events of one name and several types apart; a trigger without a name waits for all of its type', async () => {
    const page = await journey({ trigger: { kind: 'event', type: 'page', event: 'Home' }, steps: [exit] });
    const anyPage = await journey({ trigger: { kind: 'event', type: 'page' }, steps: [exit] });
    expect(await uses('event=Home')).toEqual({});
    expect(await uses('event=Home&type=page')).toEqual({
      [page]: ['draft.trigger'],
      [anyPage]: ['draft.trigger'],
    });
    expect(await uses('event=Home&type=page', await room.workspace())).toEqual({});
  });

  it.each([
    ['', 'query.event', 'required'],
    ['property=x', 'query.event', 'required'],
    ['trait=x&event=y', 'query.event', 'unknown_field'],
    ['trait=x&property=y', 'query.property', 'unknown_field'],
    ['groupTrait=x&event=y', 'query.event', 'unknown_field'],
    ['objectType=x&trait=y', 'query.objectType', 'unknown_field'],
    ['event=x&attribute=y', 'query.attribute', 'unknown_field'],
    ['attribute=y', 'query.event', 'required'],
    ['event=x&type=click', 'query.type', 'enum'],
  ])('refuses ?%s', async (query, field, rule) => {
    const { status, body } = await shop.call<Answer>('GET', `/field-uses?${query}`);
    expect([status, body.errors[0]]).toMatchObject([400, { field, rule }]);
  });
});
