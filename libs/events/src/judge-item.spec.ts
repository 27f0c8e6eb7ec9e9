import type { AcceptedEvent } from '@rapport/contracts';
import * as fc from 'fast-check';
import { judgeItem } from './judge-item.js';
import type { Circumstances } from './judge-item.js';
import { readEnvelope } from './seal-event.js';

const given: Circumstances = {
  workspaceId: '00000000-0000-7000-8000-000000000001',
  sourceId: '00000000-0000-7000-8000-000000000002',
  receivedAtMs: Date.parse('2026-11-24T12:00:00.000Z'),
  batch: {},
  address: '203.0.113.9',
  clientSide: false,
};
const id = '00000000-0000-7000-8000-00000000000a';

const judge = (item: unknown, over: Partial<Circumstances> = {}) =>
  judgeText(typeof item === 'string' ? item : JSON.stringify(item), over);
function judgeText(text: string, over: Partial<Circumstances> = {}) {
  return judgeItem(
    { text, value: JSON.parse(text) as unknown, clean: false },
    3,
    { ...given, ...over },
    () => id,
  );
}
function accepted(item: unknown, over: Partial<Circumstances> = {}): AcceptedEvent {
  const judgement = judge(item, over);
  if (!judgement.accepted) throw new Error(JSON.stringify(judgement));
  return JSON.parse(judgement.value) as AcceptedEvent;
}
function rejected(item: unknown, over: Partial<Circumstances> = {}): string {
  const judgement = judge(item, over);
  if (judgement.accepted) throw new Error('accepted');
  return `${judgement.rejection.code} ${judgement.rejection.path.join('.')}`;
}

describe('judge an item', () => {
  it('turns a call into the accepted event of the topic', () => {
    const event = accepted({
      type: 'track',
      messageId: 'm1',
      event: ' Order Completed ',
      userId: 42,
      anonymousId: '',
      properties: { revenue: 14.99 },
      context: { library: { name: 'x' } },
      channel: 'server',
      writeKey: 'wk_x',
      timestamp: '2026-11-24T11:00:00Z',
    });
    expect(event).toEqual({
      v: 1,
      id,
      workspaceId: given.workspaceId,
      sourceId: given.sourceId,
      messageId: 'm1',
      type: 'track',
      userId: '42',
      anonymousId: null,
      groupId: null,
      previousId: null,
      name: 'Order Completed',
      category: null,
      traits: null,
      properties: { revenue: 14.99 },
      context: { library: { name: 'x' }, channel: 'server' },
      integrations: null,
      timestamp: '2026-11-24T11:00:00.000Z',
      originalTimestamp: '2026-11-24T11:00:00.000Z',
      sentAt: null,
      receivedAt: '2026-11-24T12:00:00.000Z',
      index: 3,
      mode: 'live',
      payloadSha: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      flags: [],
    });
  });

  it('says what its source was set to, where there is something to say', () => {
    const call = { type: 'track', event: 'A', userId: 'u1', messageId: 'm1' };
    const [plain, told] = [accepted(call), accepted(call, { matchOn: ['user_id'], serverSide: true })];
    expect(plain).not.toHaveProperty('matchOn');
    expect(told).toEqual({ ...plain, matchOn: ['user_id'], serverSide: true });
    expect(accepted(call, { matchOn: null, serverSide: false })).toEqual(plain);
    expect(readEnvelope(JSON.stringify(told))).toBeDefined();
  });

  it.each([
    ['of a company', { collection: 'accounts' }, ['ignored_external_id']],
    ['of another encoding', { encoding: 'base64' }, ['ignored_external_id']],
    ['of no type', { type: undefined }, ['ignored_external_id']],
    ['of a type that may not be called so', { type: 'Loyalty Number' }, ['ignored_external_id']],
    ['of a group', { type: 'group_id' }, ['ignored_external_id']],
    ['without a value', { id: null }, ['ignored_external_id']],
    ['whose value identifies nobody', { id: 'null' }, ['blocked_id']],
    ['of a person', {}, []],
  ])('flags an external id %s', (_, entry, flags) => {
    const good = { id: '4711', type: 'loyalty.number', collection: 'users', encoding: 'none' };
    const externalIds = [good, { ...good, ...entry }];
    const event = accepted({ type: 'track', event: 'A', userId: 'u1', context: { externalIds } });
    expect([event.flags, event.context.externalIds]).toEqual([
      flags,
      JSON.parse(JSON.stringify(externalIds)),
    ]);
  });

  it('flags external ids that are no list, and an alias of nobody', () => {
    const context = { externalIds: 'x' };
    expect(accepted({ type: 'track', event: 'A', userId: 'u1', context }).flags).toEqual([
      'ignored_external_id',
    ]);
    expect(accepted({ type: 'alias', userId: 'u1', previousId: 'undefined' }).flags).toEqual(['blocked_id']);
  });

  it('marks history as such, and gives it the sum that it would have had live', () => {
    const item = { type: 'track', event: 'E', userId: 'u', messageId: 'm', timestamp: '2015-01-31' };
    const event = accepted(item, { mode: 'backfill' });
    expect(event).toMatchObject({
      mode: 'backfill',
      flags: ['historical'],
      timestamp: '2015-01-31T00:00:00.000Z',
    });
    expect(event.payloadSha).toBe(accepted(item).payloadSha);
  });

  it('lets the path decide the type', () => {
    expect(
      accepted({ userId: 'u', type: 'track', traits: { a: 1 } }, { typeOfPath: 'identify' }),
    ).toMatchObject({
      type: 'identify',
      traits: { a: 1 },
    });
  });

  it('lays the traits of an identify over those of its context', () => {
    const event = accepted({
      type: 'identify',
      userId: 'u',
      traits: { a: 1 },
      context: { traits: { a: 0, b: 2 } },
    });
    expect(event.traits).toEqual({ a: 1, b: 2 });
    expect(
      accepted({ type: 'track', event: 'E', userId: 'u', context: { traits: { b: 2 } } }).traits,
    ).toBeNull();
  });

  it('lays an item over what the batch says for all', () => {
    const batch = { context: { library: { name: 'go' }, app: 'a' }, integrations: { All: true } };
    const event = accepted({ type: 'track', event: 'E', userId: 'u', context: { app: 'b' } }, { batch });
    expect(event.context).toEqual({ library: { name: 'go' }, app: 'b' });
    expect(event.integrations).toEqual({ All: true });
  });

  it('fills in the address of people only, and never over one that was sent', () => {
    const item = { type: 'track', event: 'E', userId: 'u' };
    expect(accepted(item).context.ip).toBeUndefined();
    expect(accepted(item, { clientSide: true }).context.ip).toBe('203.0.113.9');
    expect(accepted({ ...item, context: { direct: true } }).context.ip).toBe('203.0.113.9');
    expect(accepted({ ...item, context: { ip: '0.0.0.0' } }, { clientSide: true }).context.ip).toBe(
      '0.0.0.0',
    );
  });

  it('has one sum for an event and its retries, another for another event', () => {
    const item = {
      type: 'track',
      event: 'E',
      userId: 'u',
      messageId: 'm',
      timestamp: '2026-11-24T11:00:00Z',
    };
    const sum = accepted(item).payloadSha;
    const retry = { ...item, sentAt: '2026-11-24T11:30:00Z', _metadata: { retryCount: 2 } };
    expect(accepted(retry, { receivedAtMs: 1, clientSide: true, address: '::1' }).payloadSha).toBe(sum);
    expect(accepted({ ...item, properties: { a: 1 } }).payloadSha).not.toBe(sum);
  });

  it('keeps what the SDK says of itself, outside the sum: a retry counts up in it', () => {
    const first = {
      type: 'track',
      event: 'E',
      userId: 'u',
      messageId: 'm',
      _metadata: { nodeVersion: 'v20' },
    };
    const retry = { ...first, _metadata: { nodeVersion: 'v20', retryCount: 2 } };
    const [one, other] = [accepted(first), accepted(retry)];
    expect(other.sdkMetadata).toEqual({ nodeVersion: 'v20', retryCount: 2 });
    expect(other.payloadSha).toBe(one.payloadSha);
    expect(accepted({ ...first, _metadata: 'x' }).sdkMetadata).toBeUndefined();
    expect(rejected({ ...first, _metadata: { a: 'x'.repeat(9000) } })).toBe('string_too_long _metadata.a');
  });

  it('takes what is not an object for an empty one, and says so', () => {
    const event = accepted({ type: 'page', userId: 'u', properties: 'x', context: [1] });
    expect(event).toMatchObject({ properties: {}, context: {}, flags: ['not_an_object'] });
    expect(accepted({ type: 'page', userId: 'u', properties: null }).flags).toEqual([]);
  });

  it('makes a message id up when there is none', () => {
    expect(accepted({ type: 'page', userId: 'u', messageId: ' ' }).messageId).toBe(id);
  });

  it('files an event whose identifiers identify nobody under its message id, flagged', () => {
    const judgement = judge({ type: 'page', userId: 'null', anonymousId: '0000', messageId: 'm9' });
    expect(judgement).toMatchObject({
      accepted: true,
      key: `${given.workspaceId}|m9`,
      flags: ['blocked_id'],
    });
    expect(judge({ type: 'page', userId: 'guest', anonymousId: 'a1' })).toMatchObject({
      key: `${given.workspaceId}|a1`,
    });
  });

  it('takes the anonymous id of an alias for the previous one when that is missing', () => {
    expect(accepted({ type: 'alias', userId: 'u', anonymousId: 'a' }).previousId).toBe('a');
  });

  it('keeps a fraction that loses digits, flagged; an integer that would change is refused', () => {
    expect(accepted('{"type":"page","userId":"u","properties":{"lat":52.520006599999997001}}').flags).toEqual(
      ['number_precision'],
    );
    expect(accepted('{"type":"page","userId":"u","properties":{"x":0.30000000000000004}}').flags).toEqual([]);
    expect(rejected('{"type":"page","userId":9007199254740993}')).toBe('number_precision userId');
  });

  it.each<[string, unknown, string]>([
    ['nobody', { type: 'page', userId: null, anonymousId: ' ' }, 'no_identity userId'],
    ['only a group id', { type: 'group', groupId: 'g' }, 'no_identity userId'],
    ['no type', { userId: 'u' }, 'bad_type type'],
    ['an unknown type', { type: 'Track', userId: 'u' }, 'bad_type type'],
    ['track without a name', { type: 'track', userId: 'u', event: '' }, 'bad_type event'],
    ['group without a group', { type: 'group', userId: 'u' }, 'bad_type groupId'],
    ['alias without a previous id', { type: 'alias', userId: 'u' }, 'bad_type previousId'],
    ['alias without a user id', { type: 'alias', anonymousId: 'a', previousId: 'b' }, 'bad_type userId'],
    ['an object as id', { type: 'page', userId: {} }, 'bad_type userId'],
    ['a boolean as id', { type: 'page', userId: true, anonymousId: 'a' }, 'bad_type userId'],
    ['a long id', { type: 'page', userId: 'u'.repeat(257) }, 'string_too_long userId'],
    ['a long name', { type: 'track', userId: 'u', event: 'e'.repeat(513) }, 'string_too_long event'],
    [
      'a long message id',
      { type: 'page', userId: 'u', messageId: 'm'.repeat(101) },
      'string_too_long messageId',
    ],
    ['an odd message id', { type: 'page', userId: 'u', messageId: 'a b' }, 'bad_type messageId'],
    [
      'a long trait',
      { type: 'identify', userId: 'u', traits: { a: ['x'.repeat(1025)] } },
      'string_too_long traits.a.0',
    ],
    ['NUL in a value', { type: 'page', userId: 'a\0b' }, 'nul_char userId'],
    [
      'a lone surrogate',
      { type: 'page', userId: 'u', properties: { a: '\ud800' } },
      'bad_unicode properties.a',
    ],
    [
      'a long array',
      { type: 'page', userId: 'u', properties: { a: Array(501).fill(0) } },
      'too_many_keys properties.a',
    ],
    [
      'a large event',
      { type: 'page', userId: 'u', properties: { a: 'é'.repeat(17_000) } },
      'event_too_large ',
    ],
    ['a number', 5, 'bad_type '],
    ['null', 'null', 'bad_type '],
  ])('turns away %s', (_, item, expected) => {
    expect(rejected(item)).toBe(expected);
  });

  it.each([
    [
      '{"type":"page","userId":"u","properties":{"__proto__":{"polluted":1}}}',
      'forbidden_key properties.__proto__',
    ],
    ['{"type":"page","userId":"u","userId":"v"}', 'duplicate_key userId'],
    ['{"type":"page","userId":"u","properties":{"n":1e400}}', 'number_range properties.n'],
    [`{"type":"page","userId":"u","properties":${'['.repeat(16)}${']'.repeat(16)}}`, 'too_deep '],
  ])('turns away %s', (text, expected) => {
    expect(rejected(text).startsWith(expected)).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('writes the envelope so that it can be read without parsing the rest', () => {
    const judgement = judge({ type: 'page', userId: 'u', properties: { receivedAt: 'x' } });
    expect(judgement.accepted && readEnvelope(judgement.value)).toEqual({
      id,
      workspaceId: given.workspaceId,
      sourceId: given.sourceId,
      receivedAt: '2026-11-24T12:00:00.000Z',
    });
    expect(readEnvelope('{"id":"x"}')).toBeUndefined();
  });

  it('accepts only what can be stringified and parsed again without a difference', () => {
    const value = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
    const item = fc.record(
      {
        type: fc.constantFrom('identify', 'track', 'page', 'screen', 'group', 'alias'),
        event: fc.oneof(fc.string(), value),
        userId: fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), value),
        anonymousId: fc.oneof(fc.string(), value),
        groupId: fc.string(),
        previousId: fc.string(),
        traits: value,
        properties: value,
        context: fc.oneof(value, fc.record({ traits: value })),
        timestamp: value,
        messageId: fc.oneof(fc.uuid(), value),
      },
      { requiredKeys: ['type'] },
    );
    fc.assert(
      fc.property(item, (sent) => {
        const judgement = judge(sent);
        if (!judgement.accepted) return;
        const event = JSON.parse(judgement.value) as AcceptedEvent;
        expect(JSON.parse(JSON.stringify(event))).toEqual(event);
        expect(judgement.value.isWellFormed()).toBe(true);
        expect(judgement.value).not.toContain('\\u0000');
        expect(event.userId ?? event.anonymousId).toBeTruthy();
      }),
      { numRuns: 500 },
    );
  });
});
