import { createHash } from 'node:crypto';
import type { DeadLetter } from '@rapport/contracts';
import { newId, publicId } from '@rapport/kernel';
import { aQuarantine, letterId } from './letters.spec-support.js';
import type { Quarantine } from './letters.spec-support.js';

let quarantine: Quarantine;
beforeAll(async () => {
  quarantine = await aQuarantine();
}, 60_000);
afterAll(() => quarantine.close());

const track = (given: object = {}) => ({ type: 'track', event: 'Signed Up', userId: '42', ...given });
const sourceId = () => publicId('src', quarantine.door.workspace.sourceId);

describe('the quarantine', () => {
  it('keeps what the door turned away, with its bytes and its reason', async () => {
    const item = { type: 'track', event: 'Signed Up', messageId: 'kept', properties: { text: 'Grüße 🎉' } };
    await quarantine.send([track({ messageId: 'good' }), item]);
    const [letter] = await quarantine.letters('&code=no_identity');
    expect(letter).toEqual({
      id: expect.stringMatching(/^dlt_[0-9a-z]{26}$/),
      origin: 'ingest',
      code: 'no_identity',
      field: 'userId',
      message: 'userId or anonymousId is required',
      topic: null,
      partition: null,
      offset: null,
      consumer: null,
      sourceId: sourceId(),
      messageId: 'kept',
      attempts: 1,
      build: expect.stringMatching(/^\d+\.\d+\.\d+/),
      firstAt: expect.any(String),
      lastAt: expect.any(String),
      receivedAt: expect.any(String),
      state: 'open',
      operationId: null,
      bytes: Buffer.byteLength(JSON.stringify(item)),
      truncated: false,
    });
    expect((await quarantine.call('GET', `/dead-letters/${letter.id}`)).json).toEqual(letter);
    expect((await quarantine.call('GET', `/dead-letters/${letter.id}/payload`)).json).toMatchObject({
      id: letter.id,
      encoding: 'utf8',
      payload: JSON.stringify(item),
      truncated: false,
      key: null,
      headers: null,
    });
  });

  it.each([
    ['text', Buffer.from('{"not":"ours"}'), 'utf8'],
    ['nothing', Buffer.alloc(0), 'utf8'],
    ['bytes that are no UTF-8, and a NUL', Buffer.from([0xc3, 0x28, 0x00, 0xff]), 'base64'],
    ['text with a NUL', Buffer.from('a\0b'), 'utf8'],
  ])('keeps %s of a consumer byte by byte, and moves on', async (_name, bytes, encoding) => {
    const id = newId();
    await quarantine.publish(quarantine.consumerLetter(bytes, { id }));
    const letter = (await quarantine.call('GET', `/dead-letters/${letterId(id)}`)).json;
    expect(letter).toMatchObject({
      origin: 'consumer',
      topic: 'rapport.sends.v1',
      partition: 3,
      offset: '12',
      consumer: 'rapport.test.sends',
      code: 'poison',
      attempts: 3,
      build: '1.2.3',
    });
    const { json } = await quarantine.call('GET', `/dead-letters/${letterId(id)}/payload`);
    expect(json.encoding).toBe(encoding);
    expect(Buffer.from(json.payload as string, encoding as BufferEncoding).equals(bytes)).toBe(true);
    expect(json.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  });

  it('tells of a payload that only its beginning was kept', async () => {
    const huge = track({ messageId: 'huge', properties: { text: 'x'.repeat(600 * 1024) } });
    await quarantine.send([huge]);
    const [letter] = await quarantine.letters('&code=event_too_large');
    const bytes = Buffer.byteLength(JSON.stringify(huge));
    expect(letter).toMatchObject({ truncated: true, bytes });
    const { json } = await quarantine.call('GET', `/dead-letters/${letter.id}/payload`);
    expect(json).toMatchObject({ truncated: true, bytes });
    expect(JSON.stringify(huge).startsWith(json.payload as string)).toBe(true);
  });

  it('keeps letters whose words PostgreSQL could not store, and records that are no letters', async () => {
    const id = newId();
    const letter = quarantine.consumerLetter(Buffer.from('x'), {
      id,
      field: 'a\0b',
      message: 'half a \ud800 pair',
      key: 'k\0',
      headers: { 'h\0': '\udc00' },
      offset: 'nowhere',
      attempts: -1,
      receivedAt: 'yesterday',
    });
    const wrong = ['not JSON', '[]', '{"payload":5}', '{"id":"x","payload":"","workspaceId":7}', null];
    const topic = 'rapport.dead-letters.v1';
    await quarantine.publish(letter, ...wrong.map((value) => ({ topic, key: 'w', value })));
    expect((await quarantine.call('GET', `/dead-letters/${letterId(id)}`)).json).toMatchObject({
      field: 'a\ufffdb',
      message: 'half a \ufffd pair',
      offset: null,
      attempts: 1,
    });
    const strays = await quarantine.database.query(
      `SELECT code FROM ingestion.dead_letters WHERE workspace_id = '00000000-0000-0000-0000-000000000000'`,
    );
    expect(strays).toHaveLength(wrong.length);
  });

  it('shows letters that belong to no workspace to nobody', async () => {
    const id = newId();
    await quarantine.publish(quarantine.consumerLetter(Buffer.from('x'), { id, workspaceId: null }));
    expect((await quarantine.call('GET', `/dead-letters/${letterId(id)}`)).status).toBe(404);
    const metrics = await (await fetch(`${quarantine.door.url}/metrics`)).text();
    expect(metrics).toMatch(/rapport_dead_letters_open\{origin="consumer",code="poison"\} [1-9]/);
    expect(metrics).toMatch(/rapport_dead_letters_oldest_seconds\{origin="consumer",code="poison"\} \d/);
  });

  it('stores a letter once, however often its record comes', async () => {
    const id = newId();
    const record = quarantine.consumerLetter(Buffer.from('x'), { id, attempts: 2 });
    await quarantine.publish(record, record);
    await quarantine.publish(record);
    expect((await quarantine.call('GET', `/dead-letters/${letterId(id)}`)).json).toMatchObject({
      attempts: 2,
      state: 'open',
    });
  });

  it('lists by every filter, newest first, page by page', async () => {
    const from = new Date().toISOString();
    const given: Partial<DeadLetter>[] = Array.from({ length: 5 }, (_, i) => ({
      code: i < 3 ? 'paged' : 'paged_too',
      topic: i % 2 === 0 ? 'rapport.sends.v1' : 'rapport.events.v1',
    }));
    await quarantine.publish(...given.map((one) => quarantine.consumerLetter(Buffer.from('x'), one)));
    const list = async (query: string) => (await quarantine.call('GET', `/dead-letters?${query}`)).json;
    const both = 'code=paged&code=paged_too';
    const first = await list(`${both}&limit=2`);
    const second = await list(`${both}&limit=2&cursor=${first.nextCursor}`);
    const third = await list(`${both}&limit=2&cursor=${second.nextCursor}`);
    const ids = [...first.data, ...second.data, ...third.data].map(({ id }) => id);
    expect(ids).toHaveLength(5);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(third.nextCursor).toBeNull();
    expect((await list(`${both}&topic=rapport.events.v1`)).data).toHaveLength(2);
    expect((await list(`${both}&origin=ingest`)).data).toHaveLength(0);
    expect((await list(`${both}&state=open&from=${from}`)).data).toHaveLength(5);
    expect((await list(`${both}&to=${from}`)).data).toHaveLength(0);
    expect((await list(`${both}&sourceId=${sourceId()}`)).data).toHaveLength(0);
    expect((await list(`code=paged&limit=2&cursor=${first.nextCursor}`)).code).toBe('invalid_cursor');
  });

  it('counts by reason, source and state', async () => {
    await quarantine.send([{ type: 'odd', userId: '1' }]);
    const { json } = await quarantine.call(
      'GET',
      '/dead-letters/summary?origin=ingest&code=bad_type&code=unknown_type',
    );
    expect(json.data).toEqual([
      {
        origin: 'ingest',
        state: 'open',
        code: expect.any(String),
        sourceId: sourceId(),
        topic: null,
        count: 1,
      },
    ]);
  });

  it('of one workspace is invisible and untouchable to another', async () => {
    const [letter] = await quarantine.letters('&code=no_identity');
    const other = await quarantine.door.anotherWorkspace();
    const headers = { authorization: await other.bearer() };
    for (const path of [
      `/${letter.id}`,
      `/${letter.id}/payload`,
      `/${publicId('dlt', newId())}`,
      '/nonsense',
    ]) {
      expect((await quarantine.call('GET', `/dead-letters${path}`, undefined, headers)).status).toBe(404);
    }
    expect((await quarantine.call('GET', '/dead-letters', undefined, headers)).json.data).toEqual([]);
    expect((await quarantine.call('GET', '/dead-letters/summary', undefined, headers)).json.data).toEqual([]);
    for (const path of ['replay', 'discard']) {
      const refused = await quarantine.call('POST', `/dead-letters/${path}`, { ids: [letter.id] }, headers);
      expect(refused).toMatchObject({ status: 422, json: { code: 'unknown_ref' } });
    }
  });

  it('asks for pii:read before it shows bytes', async () => {
    const [letter] = await quarantine.letters('&code=no_identity');
    const headers = { authorization: await quarantine.door.workspace.bearer('operations:read') };
    const path = `/dead-letters/${letter.id}`;
    expect((await quarantine.call('GET', path, undefined, headers)).status).toBe(200);
    expect(await quarantine.call('GET', `${path}/payload`, undefined, headers)).toMatchObject({
      status: 403,
      json: { code: 'insufficient_scope', requiredScope: 'pii:read' },
    });
  });

  it.each([
    ['?state=odd', 'validation_failed'],
    ['?origin=odd', 'validation_failed'],
    ['?from=yesterday', 'validation_failed'],
    ['?limit=0', 'validation_failed'],
    ['?sourceId=42', 'invalid_reference'],
    ['?cursor=x', 'invalid_cursor'],
    ['?what=1', 'unknown_parameter'],
    ['?code=%00', 'validation_failed'],
    ['/summary?limit=5', 'unknown_parameter'],
    ['/summary?state=odd', 'validation_failed'],
  ])('refuses GET %s', async (query, code) => {
    const answer = await quarantine.call('GET', `/dead-letters${query}`);
    expect([answer.status, answer.json.code]).toEqual([400, code]);
  });

  it.each<[string, object, number, string]>([
    ['neither ids nor a filter', {}, 400, 'ids required'],
    ['both', { ids: [publicId('dlt', newId())], filter: {} }, 400, 'ids required'],
    ['no ids', { ids: [] }, 400, 'ids min_items'],
    ['ids that are no list', { ids: 'all' }, 400, 'ids type'],
    ['an id that is malformed', { ids: ['dlt_x'] }, 422, 'ids[0] unknown_ref'],
    ['an id that names nothing', { ids: [publicId('dlt', newId())] }, 422, 'ids unknown_ref'],
    ['an unknown field', { filter: {}, all: true }, 400, 'all unknown_field'],
    ['an unknown filter', { filter: { state: ['open'] } }, 400, 'filter.state unknown_field'],
    ['a filter that is none', { filter: [] }, 400, 'filter type'],
    ['a wrong origin', { filter: { origin: ['odd'] } }, 400, 'filter.origin enum'],
    ['a wrong instant', { filter: { from: '2026' } }, 400, 'filter.from date_time'],
    ['a source that is none', { filter: { sourceId: ['x'] } }, 422, 'filter.sourceId[0] unknown_ref'],
    ['a rate of nothing', { filter: {}, ratePerSecond: 0 }, 400, 'ratePerSecond minimum'],
    ['a rate as text', { filter: {}, ratePerSecond: '5' }, 400, 'ratePerSecond type'],
    ['a dry run as text', { filter: {}, dryRun: 'yes' }, 400, 'dryRun type'],
  ])('refuses to replay with %s', async (_name, body, status, fault) => {
    const answer = await quarantine.call('POST', '/dead-letters/replay', body);
    const [first] = answer.json.errors as { field: string; rule: string }[];
    expect([answer.status, `${first?.field} ${first?.rule}`]).toEqual([status, fault]);
  });

  it('lets go of letters whose day is over', async () => {
    const madeAt = Date.now() - 40 * 86_400_000;
    const id = `${madeAt
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})(.{4})$/, '$1-$2')}-7000-8000-000000000000`;
    await quarantine.publish(quarantine.consumerLetter(Buffer.from('old'), { id }));
    expect((await quarantine.call('GET', `/dead-letters/${letterId(id)}`)).status).toBe(200);
    const [row] = await quarantine.database.query('SELECT ingestion.roll_letter_days(now(), 30)');
    expect(row).toBeDefined();
    expect((await quarantine.call('GET', `/dead-letters/${letterId(id)}`)).status).toBe(404);
    await quarantine.database.query(`SELECT ingestion.roll_letter_days(now() + interval '33 days', 30)`);
    expect(await quarantine.letters()).toEqual([]);
  });
});
