import { newId, publicId } from '@rapport/kernel';
import { StreamFollower } from '@rapport/testing';
import { aRunningDoor, caughtUp } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

let door: Door;
let key: string;
beforeAll(async () => {
  door = await aRunningDoor();
  key = await door.workspace.bearer('events:send', 'events:read');
});
afterAll(() => door.close());

const item = (given: object = {}) => ({ type: 'track', event: 'Signed Up', userId: '42', ...given });

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await fetch(`${door.url}/api/v1/events${path}`, {
    method,
    headers: {
      authorization: key,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, json: JSON.parse(text || '{}') };
}
const sourceId = () => publicId('src', door.workspace.sourceId);

describe('POST /api/v1/events', () => {
  it('answers with a result for each event', async () => {
    const events = [
      item({ messageId: 'r1', timestamp: '1900-01-01T00:00:00Z' }),
      item({ messageId: 'r1', timestamp: '1900-01-01T00:00:00Z' }),
      item({ messageId: 'r1', properties: { other: 1 } }),
      item({ userId: null }),
    ];
    const answer = await call('POST', '', { sourceId: sourceId(), mode: 'live', events });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      success: true,
      accepted: 1,
      duplicates: 2,
      rejected: [
        {
          index: 3,
          messageId: null,
          code: 'no_identity',
          field: 'events[3].userId',
          message: 'userId or anonymousId is required',
        },
      ],
      results: [
        { index: 0, status: 'accepted', messageId: 'r1', flags: ['clock_out_of_range'] },
        { index: 1, status: 'duplicate', messageId: 'r1', flags: ['clock_out_of_range'] },
        { index: 2, status: 'duplicate_conflict', messageId: 'r1', flags: [] },
        { index: 3, status: 'rejected', messageId: null, flags: [] },
      ],
    });
  });

  it('takes a write key, which names its source', async () => {
    const headers = { authorization: `Bearer ${door.workspace.writeKey}` };
    const answer = await call('POST', '', { events: [item({ messageId: 'wk' })] }, headers);
    expect(answer.json).toMatchObject({ accepted: 1, results: [{ messageId: 'wk' }] });
    expect((await call('GET', '', undefined, headers)).json.code).toBe('wrong_key_kind');
  });

  it.each<[string, unknown, string, string | undefined]>([
    ['no source', { events: [item()] }, '400 validation_failed', 'sourceId required'],
    ['no events', { sourceId: 'x' }, '400 validation_failed', 'events required'],
    ['events that are no list', { events: {} }, '400 validation_failed', 'events type'],
    ['an empty list', { events: [] }, '400 validation_failed', 'events min_items'],
    ['too many events', { events: Array(501).fill(0) }, '400 validation_failed', 'events max_items'],
    [
      'an unknown field',
      { events: [item()], workspaceId: 'x' },
      '400 unknown_field',
      'workspaceId unknown_field',
    ],
    ['another mode', { events: [item()], mode: 'replay' }, '400 validation_failed', 'mode enum'],
    ['an odd sentAt', { events: [item()], sentAt: 'soon' }, '400 validation_failed', 'sentAt date_time'],
    [
      'an unknown source',
      { events: [item()], sourceId: publicId('src', '0'.repeat(8) + '-0000-7000-8000-000000000000') },
      '422 unknown_ref',
      'sourceId unknown_ref',
    ],
    [
      'a malformed source',
      { events: [item()], sourceId: 'src_x' },
      '422 unknown_ref',
      'sourceId unknown_ref',
    ],
    ['a poisoned envelope', '{"events":[],"__proto__":{}}', '400 forbidden_key', '__proto__ forbidden_key'],
    ['an empty body', '', '400 empty_body', undefined],
    ['broken JSON', '{', '400 invalid_json', undefined],
    ['an array', '[]', '400 not_an_object', undefined],
  ])('refuses %s', async (_, body, expected, fault) => {
    const answer = await call('POST', '', body);
    expect(`${answer.status} ${answer.json.code}`).toBe(expected);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const first = answer.json.errors?.[0];
    expect(first && `${first.field} ${first.rule}`).toBe(fault);
  });

  it('tells all faults of the envelope at once, the list of events included', async () => {
    const { json } = await call('POST', '', { events: 'x', sentAt: 5, color: 'red' });
    const errors = json.errors as { field: string; rule: string }[];
    expect(errors.map(({ field, rule }) => `${field} ${rule}`)).toEqual([
      'color unknown_field',
      'sentAt date_time',
      'events type',
    ]);
  });

  it('refuses other media types, query parameters and keys without the scope', async () => {
    const body = { sourceId: sourceId(), events: [item()] };
    expect((await call('POST', '', body, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await call('POST', '?x=1', body)).json.code).toBe('unknown_parameter');
    const reader = await door.workspace.bearer('events:read');
    expect((await call('POST', '', body, { authorization: reader })).json.code).toBe('insufficient_scope');
    expect((await call('POST', '', body, { authorization: '' })).status).toBe(401);
  });

  it('takes history from an API key, and marks it as such', async () => {
    const old = item({ userId: 'old', messageId: 'h1', timestamp: '2019-03-01T10:00:00Z' });
    const answer = await call('POST', '', { sourceId: sourceId(), mode: 'backfill', events: [old] });
    expect(answer.json).toMatchObject({ accepted: 1, results: [{ messageId: 'h1', flags: ['historical'] }] });
    const [record] = (await door.accepted()).filter(({ userId }) => userId === 'old');
    expect(record).toMatchObject({
      mode: 'backfill',
      flags: ['historical'],
      timestamp: '2019-03-01T10:00:00.000Z',
    });
    const live = await call('POST', '', { sourceId: sourceId(), events: [old] });
    expect(live.json).toMatchObject({ duplicates: 1, results: [{ status: 'duplicate' }] });
  });

  it('takes no history from a write key, which anybody can read in a page', async () => {
    const headers = { authorization: `Bearer ${door.workspace.writeKey}` };
    const body = { mode: 'backfill', events: [item({ userId: 'forged' })] };
    const answer = await call('POST', '', body, headers);
    expect([answer.status, answer.json.errors[0].field]).toEqual([400, 'mode']);
    expect((await door.accepted()).filter(({ userId }) => userId === 'forged')).toEqual([]);
  });

  it('happens once under an Idempotency-Key', async () => {
    const once = { 'idempotency-key': 'import-1' };
    const body = { sourceId: sourceId(), events: [item({ userId: 'once' })] };
    const first = await call('POST', '', body, once);
    const again = await call('POST', '', body, once);
    expect(again.json).toEqual(first.json);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await door.accepted()).filter(({ userId }) => userId === 'once')).toHaveLength(1);
    expect((await call('POST', '', { ...body, sentAt: '2026-01-01T00:00:00Z' }, once)).status).toBe(422);
  });

  it('turns away what comes for a disabled source', async () => {
    const other = await door.anotherWorkspace();
    await door.change('UPDATE access.sources SET enabled = false WHERE id = $1', [other.sourceId]);
    const body = { sourceId: publicId('src', other.sourceId), events: [item()] };
    const answer = await call('POST', '', body, { authorization: await other.bearer('*') });
    expect(answer.json).toMatchObject({ accepted: 0, rejected: [{ code: 'source_disabled' }] });
    expect((await call('POST', '', body)).json.code).toBe('unknown_ref');
  });
});

describe('GET /api/v1/events', () => {
  it('lists what came by either entrance, and pages', async () => {
    const workspace = await door.anotherWorkspace();
    const bearer = { authorization: await workspace.bearer('events:read') };
    for (let i = 0; i < 5; i++) {
      await fetch(`${door.url}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${workspace.writeKey}:`)}` },
        body: JSON.stringify(i === 2 ? { event: '' } : item({ messageId: `l${i}` })),
      });
    }
    await caughtUp(door.bus);
    const first = await call('GET', '?limit=3', undefined, bearer);
    const second = await call('GET', `?limit=3&cursor=${first.json.nextCursor}`, undefined, bearer);
    const events = [...first.json.data, ...second.json.data];
    expect(events.map((event) => event.messageId)).toEqual(['l4', 'l3', null, 'l1', 'l0']);
    expect(second.json.nextCursor).toBeNull();
    expect(events[2]).toMatchObject({ outcome: 'rejected', code: 'no_identity', source: { name: 'Web' } });
    expect(events[0]).toMatchObject({
      id: expect.stringMatching(/^evt_/),
      person: 'user_id:42',
      name: 'Signed Up',
    });
    const stale = await call(
      'GET',
      `?limit=3&outcome=accepted&cursor=${first.json.nextCursor}`,
      undefined,
      bearer,
    );
    expect(stale.json.code).toBe('invalid_cursor');
    const rejected = await call('GET', '?outcome=rejected', undefined, bearer);
    expect(rejected.json.data).toHaveLength(1);
    const stats = await call('GET', '/stats', undefined, bearer);
    expect(stats.json.data).toMatchObject([{ acceptedLastHour: 4, rejectedLastHour: 1 }]);
  });

  it.each([
    ['person=prf_01', 'invalid_reference'],
    ['person=42', 'invalid_reference'],
    ['sourceId=web', 'invalid_reference'],
    ['outcome=odd', 'validation_failed'],
    ['type=click', 'validation_failed'],
    ['limit=0', 'validation_failed'],
    ['page=2', 'unknown_parameter'],
    ['cursor=x', 'invalid_cursor'],
  ])('refuses ?%s', async (query, code) => {
    const answer = await call('GET', `?${query}`);
    expect(`${answer.status} ${answer.json.code}`).toBe(`400 ${code}`);
  });
});

describe('GET /api/v1/events/stream', () => {
  it('shows an event to a console session after its answer, and no other', async () => {
    const { cookie } = await door.workspace.session();
    const url = `${door.url}/api/v1/events/stream?workspace=${door.workspace.publicId}&event=Streamed`;
    const stream = await StreamFollower.open(url, { cookie });
    await call('POST', '', {
      sourceId: sourceId(),
      events: [item(), item({ event: 'Streamed', messageId: 's1' })],
    });
    const seen = await stream.until((items) => items.length > 0);
    expect(seen).toMatchObject([
      { id: expect.stringMatching(/^[0-9a-z.]+$/), event: 'accepted', data: { messageId: 's1' } },
    ]);
    stream.close();
  });
});

describe('POST /api/v1/events/test', () => {
  it('sends one event of the source through the door, new each time', async () => {
    for (let i = 0; i < 2; i++) {
      const answer = await call('POST', '/test', { sourceId: sourceId() });
      expect([answer.status, answer.json.accepted, answer.json.rejected]).toEqual([200, 1, []]);
    }
    await caughtUp(door.bus);
    const { json } = await call('GET', '?event=Test%20Event');
    expect(json.data).toMatchObject([
      { outcome: 'accepted', name: 'Test Event', person: 'user_id:rapport-test', source: { id: sourceId() } },
      { outcome: 'accepted', name: 'Test Event' },
    ]);
  });

  it('refuses a source that is not of this workspace', async () => {
    const answer = await call('POST', '/test', { sourceId: publicId('src', newId()) });
    expect([answer.status, answer.json.code]).toEqual([422, 'unknown_ref']);
    expect((await call('POST', '/test', {})).json.errors).toMatchObject([{ field: 'sourceId' }]);
  });
});
