import type { Problem } from '@rapport/contracts';
import { aPlanDoor } from './plan-door.spec-support.js';
import type { Answer, PlanDoor } from './plan-door.spec-support.js';

let at: PlanDoor;
beforeAll(async () => (at = await aPlanDoor()));
afterAll(() => at.door.close());

const track = (event: string, schema: object = {}, version?: number) => ({
  type: 'track',
  event,
  schema,
  version,
});
const faultsOf = ({ json }: Pick<Answer, 'json'>): string[] =>
  (json.errors ?? []).map((fault: { field: string; rule: string }) => `${fault.field} ${fault.rule}`);

describe('a tracking plan and its draft', () => {
  it('begins with what is given, and allows everything else', async () => {
    const { status, json } = await at.call('POST', '/tracking-plans', {
      name: 'Shop',
      draft: { rules: [track('Paid')], onViolation: { unplannedEvent: 'block' } },
    });
    expect(status).toBe(201);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^tpn_/),
      key: 'shop',
      status: 'draft',
      sourceIds: [],
      draft: {
        rules: [{ type: 'track', event: 'Paid', version: 1, schema: {} }],
        onViolation: {
          unplannedEvent: 'block',
          unplannedProperty: 'allow',
          invalidEvent: 'allow',
          invalidProperty: 'allow',
          common: 'allow',
        },
      },
    });
  });

  it.each<[string, object, string, string[]]>([
    [
      'unknown fields',
      { rule: [], rules: [{ ...track('A'), key: 'A' }], onViolation: { all: 'block' } },
      '400 unknown_field',
      ['draft.rule unknown_field', 'draft.rules[0].key unknown_field', 'draft.onViolation.all unknown_field'],
    ],
    [
      'a type that there is not',
      { rules: [{ type: 'alias', schema: {} }] },
      '400 validation_failed',
      ['draft.rules[0].type enum'],
    ],
    [
      'a rule without a type or a schema',
      { rules: [{}] },
      '400 validation_failed',
      ['draft.rules[0].type required', 'draft.rules[0].schema required'],
    ],
    [
      'a name that no event can have',
      { rules: [track(' Paid')] },
      '400 validation_failed',
      ['draft.rules[0].event format'],
    ],
    [
      'a name for what has none',
      { rules: [{ type: 'page', event: 'Home', schema: {} }] },
      '400 unknown_field',
      ['draft.rules[0].event unknown_field'],
    ],
    [
      'a version that is no whole number',
      { rules: [track('A', {}, 1.5)] },
      '400 validation_failed',
      ['draft.rules[0].version minimum'],
    ],
    [
      'a reaction that makes no sense there',
      { onViolation: { unplannedEvent: 'omit', unplannedProperty: 'block', common: 'omit' } },
      '400 validation_failed',
      ['draft.onViolation.unplannedEvent enum', 'draft.onViolation.unplannedProperty enum'],
    ],
    [
      'patterns that cannot be matched in linear time',
      { rules: [track('A', { properties: { a: { pattern: '(?=x)' } } })] },
      '422 unsupported_regex',
      ['draft.rules[0].schema.properties.a.pattern pattern'],
    ],
    [
      'what is no JSON Schema',
      { rules: [track('A'), track('B', { properties: { a: { type: 'txt' } }, required: 'a' })] },
      '422 invalid_rule',
      ['draft.rules[1].schema.properties.a.type schema', 'draft.rules[1].schema.required schema'],
    ],
    [
      'references that lead outside',
      { rules: [track('A', { $ref: 'http://x.test/' })] },
      '422 invalid_rule',
      ['draft.rules[0].schema.$ref ref'],
    ],
  ])('refuses %s, by field', async (_, draft, refusal, faults) => {
    const answer = await at.call('POST', '/tracking-plans', { name: 'Bad', draft });
    expect([`${answer.status} ${answer.json.code}`, faultsOf(answer).sort()]).toEqual([
      refusal,
      faults.sort(),
    ]);
  });

  it('names what keeps a draft from being published, and publishes nothing then', async () => {
    const id = await at.plan({
      rules: [
        track('A', { requierd: ['a'] }),
        track('A'),
        { type: 'track', schema: {} },
        { type: 'identify', schema: { properties: { traits: {} } } },
        { type: 'common', schema: {} },
        { type: 'common', schema: {}, version: 2 },
      ],
    });
    const checked = await at.call('POST', `/tracking-plans/${id}/draft/check`, {});
    const problems = checked.json.problems.map((one: Problem) => `${one.severity} ${one.code} ${one.field}`);
    expect(problems).toEqual([
      'error duplicate_rule rules[1]',
      'error event_required rules[2].event',
      'warning schema_wrapped rules[3].schema',
      'error duplicate_rule rules[5]',
      'warning unknown_keyword rules[0].schema.requierd',
    ]);
    const published = await at.publish(id);
    expect(published).toMatchObject({ status: 422, json: { code: 'publish_blocked' } });
    expect(published.json.problems).toHaveLength(5);
  });

  it('needs a rule to be published', async () => {
    const published = await at.publish(await at.plan({}));
    expect(published.json.problems).toMatchObject([{ code: 'no_rules', field: 'rules' }]);
  });

  it('warns of events, properties and traits that it no longer names, in the check and at the publish', async () => {
    const money = { type: 'number' };
    const id = await at.plan({
      rules: [
        track('Paid', { properties: { total: money, coupon: { type: 'string' } } }),
        track('Gone'),
        { type: 'identify', schema: { properties: { plan: {} } } },
      ],
    });
    expect((await at.publish(id)).json).toMatchObject({ published: { version: 1 }, problems: [] });
    await at.putDraft(id, {
      rules: [track('Paid', { properties: { amount: money } }), { type: 'identify', schema: {} }],
    });
    const warnings = [
      {
        field: 'properties.total',
        removed: { event: 'Paid', property: 'total' },
        message: expect.stringContaining('amount'),
      },
      { field: 'properties.coupon', removed: { event: 'Paid', property: 'coupon' } },
      { field: 'Gone', removed: { event: 'Gone' } },
      { field: 'traits.plan', removed: { trait: 'plan' } },
    ].map((one) => ({ ...one, severity: 'warning', code: 'field_removed' }));
    expect((await at.call('POST', `/tracking-plans/${id}/draft/check`, {})).json.problems).toMatchObject(
      warnings,
    );
    expect((await at.publish(id)).json).toMatchObject({ published: { version: 2 }, problems: warnings });
  });
});

describe('the sources of a tracking plan', () => {
  const put = (id: string, ...sourceIds: string[]) =>
    at.call('PUT', `/tracking-plans/${id}/sources`, { sourceIds });
  const linked = async (id: string) => (await at.call('GET', `/tracking-plans/${id}`)).json.sourceIds;

  it('are replaced as a whole', async () => {
    const [id, one, two] = [await at.plan({ rules: [track('A')] }), await at.source(), await at.source()];
    expect((await put(id, one, two)).json).toEqual({ sourceIds: [one, two] });
    await put(id, two);
    expect(await linked(id)).toEqual([two]);
    await put(id);
    expect(await linked(id)).toEqual([]);
  });

  it('follow one plan only', async () => {
    const [id, other, source] = [await at.plan({}), await at.plan({}), await at.source()];
    await put(id, source);
    const refused = await put(other, await at.source(), source);
    expect([refused.json.code, faultsOf(refused)]).toEqual(['state_conflict', ['sourceIds[1] duplicate']]);
    expect([await linked(id), await linked(other)]).toEqual([[source], []]);
  });

  it('must exist in the workspace', async () => {
    const [id, source] = [await at.plan({}), await at.source()];
    for (const stranger of ['src_1', `src_${'0'.repeat(26)}`]) {
      const refused = await put(id, source, stranger);
      expect([refused.status, refused.json.code, faultsOf(refused)]).toEqual([
        422,
        'unknown_ref',
        ['sourceIds[1] unknown_ref'],
      ]);
    }
    expect(await linked(id)).toEqual([]);
  });

  it('keep it from being archived, and an archived one takes none', async () => {
    const [id, source] = [await at.plan({}), await at.source()];
    await put(id, source);
    const refused = await at.call('POST', `/tracking-plans/${id}/archive`);
    expect(refused.json).toMatchObject({ code: 'in_use', usedBy: [{ kind: 'source', id: source }] });
    await put(id);
    expect((await at.call('POST', `/tracking-plans/${id}/archive`)).status).toBe(200);
    expect((await put(id, source)).json.code).toBe('state_conflict');
  });

  it('change the state that an editor must have seen', async () => {
    const id = await at.plan({});
    const { etag = '' } = Object.fromEntries((await at.call('GET', `/tracking-plans/${id}`)).headers);
    await put(id, await at.source());
    const stale = await at.call('PUT', `/tracking-plans/${id}/draft`, {}, { 'if-match': etag });
    expect(stale.json.code).toBe('stale_revision');
  });
});
