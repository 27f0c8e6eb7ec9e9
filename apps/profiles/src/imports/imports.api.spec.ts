import { ImportRoom, type Shop } from './imports.spec-support.js';

let room: ImportRoom;
let shop: Shop;
beforeAll(async () => {
  room = await ImportRoom.open();
});
beforeEach(async () => {
  shop = await room.shop();
});
afterAll(() => room.close());

const people =
  'User ID,Email,First name,Orders,VIP,Born\n1,ada@acme.test,Ada,3,true,1815-12-10\n2,bob@acme.test,Bob,,false,\n';

describe('an import of people', () => {
  it('says what came, with a first mapping', async () => {
    const { status, headers, json } = await shop.upload(people);
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(`/api/v1/imports/${json.id}`);
    expect(json).toMatchObject({
      id: expect.stringMatching(/^imp_/) as string,
      kind: 'profiles',
      format: 'csv',
      state: 'uploaded',
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      bytes: people.length,
      delimiter: ',',
      columns: ['User ID', 'Email', 'First name', 'Orders', 'VIP', 'Born'],
      rows: 2,
      mapping: null,
      progress: { done: 0, total: 2 },
      createdBy: { kind: 'api_key' },
    });
    expect(json.guess?.columns.map(({ to, type }) => `${to} ${type}`)).toEqual([
      'userId string',
      'email string',
      'traits.firstName string',
      'traits.orders number',
      'traits.vip boolean',
      'traits.born date',
    ]);
  });

  it('shows how rows would land, and writes nothing', async () => {
    const { json } = await shop.upload(`${people}3,eve@acme.test,Eve,many,true,\n`);
    await shop.call('PUT', `/imports/${json.id}/mapping`, {
      ...json.guess,
      columns: json.guess?.columns.map((one) => (one.column === 'Orders' ? { ...one, type: 'number' } : one)),
    });
    const { json: preview } = await shop.call<Record<string, unknown>>('POST', `/imports/${json.id}/preview`);
    expect(preview).toMatchObject({
      counts: { new: 2, updated: 0, skipped: 0, duplicates: 0, invalid: 1 },
      counted: { rows: 3, total: 3, wholeFile: true },
      errors: [{ row: 4, column: 'Orders', code: 'bad_type' }],
      rows: [
        {
          row: 2,
          fate: 'new',
          event: {
            type: 'identify',
            userId: '1',
            traits: { email: 'ada@acme.test', firstName: 'Ada', orders: 3, vip: true, born: '1815-12-10' },
          },
        },
        { row: 3, fate: 'new', event: { traits: { email: 'bob@acme.test', firstName: 'Bob', vip: false } } },
        { row: 4, fate: 'invalid', event: null, error: { code: 'bad_type' } },
      ],
    });
    expect(await shop.events()).toBe(0);
  });

  it('makes profiles of its rows, as history, from a source called Import', async () => {
    const done = await shop.import(people);
    expect(done).toMatchObject({
      state: 'succeeded',
      mode: 'backfill',
      progress: { done: 2, total: 2 },
      counts: { new: 2, updated: 0, invalid: 0 },
    });
    expect(await shop.profile('user_id:1')).toMatchObject({
      userId: '1',
      email: 'ada@acme.test',
      traits: { firstName: 'Ada', orders: 3, vip: true, born: '1815-12-10' },
    });
    const [message] = await room.rows<{ context: object; received_at: Date }>(
      'SELECT context, received_at FROM profiles.events WHERE workspace_id = $1 LIMIT 1',
      [shop.workspace.workspaceId],
    );
    expect(message?.received_at.toISOString()).toBe(done.createdAt);
  });

  it('has no second effect when the same file is imported again', async () => {
    await shop.import(people);
    await shop.applied();
    expect((await shop.import(people)).counts).toMatchObject({ new: 0, updated: 0, duplicates: 2 });
    expect((await shop.import(people, 'profiles', { mode: 'live' })).counts.duplicates).toBe(2);
    expect(await shop.events()).toBe(2);
  });

  it('lands again when the mapping was wrong and has been put right', async () => {
    const wrong = await shop.upload(people);
    await shop.map(wrong.json.id, [
      { column: 'User ID', to: 'userId' },
      { column: 'Orders', to: 'traits.ordres' },
    ]);
    await shop.run(wrong.json.id);
    await shop.applied();
    expect((await shop.import(people)).counts).toMatchObject({ updated: 2, duplicates: 0 });
    expect((await shop.profile('user_id:1')).traits).toMatchObject({ orders: 3, ordres: '3' });
  });

  it('knows people by any of their identifiers, updates them or leaves them as they are', async () => {
    await shop.import('email,plan\nada@acme.test,free\n');
    await shop.applied();
    const { json } = await shop.upload('email,id,plan\nADA@acme.test,7,pro\nnew@acme.test,8,pro\n');
    await shop.map(
      json.id,
      [
        { column: 'email', to: 'email' },
        { column: 'id', to: 'userId' },
        { column: 'plan', to: 'traits.plan' },
      ],
      { onExisting: 'skip' },
    );
    expect((await shop.run(json.id)).counts).toMatchObject({ new: 1, skipped: 1 });
    expect((await shop.profile('email:ada@acme.test')).traits.plan).toBe('free');
    expect((await shop.profile('user_id:8')).traits.plan).toBe('pro');
  });

  it('takes a trait away where an empty cell shall say so', async () => {
    await shop.import('user_id,plan,city\n1,pro,Berlin\n');
    await shop.applied();
    const { json } = await shop.upload('user_id,plan,city\n1,,\n');
    await shop.map(json.id, [
      { column: 'user_id', to: 'userId' },
      { column: 'plan', to: 'traits.plan', onEmpty: 'unset' },
      { column: 'city', to: 'traits.city' },
    ]);
    await shop.run(json.id);
    expect((await shop.profile('user_id:1')).traits).toEqual({ city: 'Berlin' });
  });

  it('loses to what was said later than the timestamp of its rows', async () => {
    await shop.import('user_id,plan\n1,pro\n');
    await shop.applied();
    const { json } = await shop.upload('user_id,plan,at\n1,free,01.03.2019\n2,free,01.03.2019\n');
    await shop.map(json.id, [
      { column: 'user_id', to: 'userId' },
      { column: 'plan', to: 'traits.plan' },
      { column: 'at', to: 'timestamp', format: 'DD.MM.YYYY' },
    ]);
    await shop.run(json.id);
    expect((await shop.profile('user_id:1')).traits.plan).toBe('pro');
    const timeline = await shop.call<{ data: { timestamp: string }[] }>(
      'GET',
      '/profiles/user_id%3A2/events',
    );
    expect(timeline.json.data).toMatchObject([{ timestamp: '2019-03-01T00:00:00.000Z' }]);
  });

  it('lists its errors, and gives the rows back as a file that restores them', async () => {
    const file = 'user_id,note,orders\n1,"=1+1",x\n2,fine,2\nnull,lost,3\n4,short\n5,"a ""b"", c\nd",y\n';
    const { json } = await shop.upload(file);
    await shop.map(json.id, [
      { column: 'user_id', to: 'userId' },
      { column: 'note', to: 'traits.note' },
      { column: 'orders', to: 'traits.orders', type: 'number' },
    ]);
    expect((await shop.run(json.id)).counts).toMatchObject({ new: 1, invalid: 4 });
    const first = await shop.call<{ data: object[]; nextCursor: string }>(
      'GET',
      `/imports/${json.id}/errors?limit=3`,
    );
    expect(first.json.data).toEqual([
      { row: 2, column: 'orders', code: 'bad_type', message: expect.any(String) as string },
      { row: 4, column: null, code: 'no_usable_identifier', message: expect.any(String) as string },
      { row: 5, column: null, code: 'column_count', message: 'has 2 cells where the header has 3' },
    ]);
    const next = await shop.call<{ data: object[]; nextCursor: string | null }>(
      'GET',
      `/imports/${json.id}/errors?cursor=${first.json.nextCursor}`,
    );
    expect([next.json.data.length, next.json.nextCursor]).toEqual([1, null]);

    const download = await shop.call('GET', `/imports/${json.id}/errors.csv`);
    expect(download.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(download.headers.get('content-disposition')).toContain('attachment');
    expect(download.headers.get('x-content-type-options')).toBe('nosniff');
    expect(download.text.split('\r\n').slice(0, 2)).toEqual([
      '"user_id","note","orders","rapport_row","rapport_column","rapport_code","rapport_message"',
      '"1","\'=1+1","x","2","orders","bad_type","must be a number in the format given"',
    ]);
    const same = await shop.call('GET', `/imports/${json.id}/errors`, undefined, { accept: 'text/csv' });
    expect(same.text).toBe(download.text);

    const again = await shop.upload(download.text.replace('"x"', '"1"').replace('"y"', '"5"'));
    expect(again.json.guess?.columns.map(({ column }) => column)).toEqual(['user_id', 'note', 'orders']);
    await shop.call('PUT', `/imports/${again.json.id}/mapping`, again.json.guess ?? {});
    expect((await shop.run(again.json.id)).counts).toMatchObject({ new: 3, invalid: 1 });
    expect((await shop.profile('user_id:1')).traits).toEqual({ note: '=1+1', orders: 1 });
    expect((await shop.profile('user_id:5')).traits.note).toBe('a "b", c\nd');
  });

  it.each<[string, object, string]>([
    ['an unknown column', { column: 'nope', to: 'traits.x' }, 'columns[1].column enum'],
    ['an unknown target', { column: 'b', to: 'properties.x' }, 'columns[1].to enum'],
    ['an empty path', { column: 'b', to: 'traits.' }, 'columns[1].to enum'],
    ['a forbidden path', { column: 'b', to: 'traits.__proto__.x' }, 'columns[1].to forbidden_key'],
    ['one place twice', { column: 'b', to: 'userId' }, 'columns[1].to duplicate'],
    ['a number as an id', { column: 'b', to: 'anonymousId', type: 'number' }, 'columns[1].type enum'],
    [
      'an odd format',
      { column: 'b', to: 'traits.x', type: 'date', format: 'DD.MM' },
      'columns[1].format format',
    ],
    ['an id to unset', { column: 'b', to: 'anonymousId', onEmpty: 'unset' }, 'columns[1].onEmpty enum'],
    ['an unknown type', { column: 'b', to: 'traits.x', type: 'money' }, 'columns[1].type enum'],
    ['an unknown field', { column: 'b', to: 'traits.x', colour: 'red' }, 'columns[1].colour unknown_field'],
  ])('refuses a mapping with %s', async (_, column, fault) => {
    const { json } = await shop.upload('a,b\n1,2\n');
    const { status, json: problem } = await shop.map(json.id, [
      { column: 'a', to: 'userId' },
      column as { column: string; to: string },
    ]);
    expect([status, problem.errors.map(({ field, rule }) => `${field} ${rule}`)]).toEqual([400, [fault]]);
  });

  it('wants a mapping that says who the rows are about', async () => {
    const { json } = await shop.upload('a,b\n1,2\n');
    const { json: problem } = await shop.map(json.id, [{ column: 'a', to: 'traits.x' }]);
    expect(problem.errors).toMatchObject([{ field: 'columns', rule: 'required' }]);
  });

  it('is started once, and only when it has been mapped', async () => {
    const { json } = await shop.upload(people);
    const start = () => shop.call<{ code: string }>('POST', `/imports/${json.id}/start`);
    expect((await start()).json.code).toBe('state_conflict');
    expect((await shop.call<{ code: string }>('POST', `/imports/${json.id}/preview`)).json.code).toBe(
      'state_conflict',
    );
    await shop.call('PUT', `/imports/${json.id}/mapping`, json.guess ?? {});
    expect((await start()).status).toBe(202);
    expect((await start()).json.code).toBe('state_conflict');
    expect((await shop.call('PUT', `/imports/${json.id}/mapping`, json.guess ?? {})).status).toBe(409);
  });

  it('is nobody else’s', async () => {
    const { json } = await shop.upload(people);
    const stranger = await room.shop();
    for (const path of ['', '/errors', '/errors.csv']) {
      expect((await stranger.call('GET', `/imports/${json.id}${path}`)).status).toBe(404);
    }
    expect((await stranger.call('PUT', `/imports/${json.id}/mapping`, json.guess ?? {})).status).toBe(404);
    expect((await stranger.call('POST', `/imports/${json.id}/start`)).status).toBe(404);
    expect((await stranger.call<{ data: [] }>('GET', '/imports')).json.data).toEqual([]);
    expect((await shop.call('GET', '/imports/imp_x')).status).toBe(404);
  });

  it('is listed, newest first, page by page', async () => {
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) ids.unshift((await shop.upload(`id\n${name}\n`)).json.id);
    const first = await shop.call<{ data: { id: string }[]; nextCursor: string }>('GET', '/imports?limit=2');
    const second = await shop.call<{ data: { id: string }[]; nextCursor: null }>(
      'GET',
      `/imports?limit=2&cursor=${first.json.nextCursor}`,
    );
    expect([...first.json.data, ...second.json.data].map(({ id }) => id)).toEqual(ids);
    expect((await shop.call<{ data: [] }>('GET', '/imports?state=running')).json.data).toEqual([]);
    expect((await shop.call('GET', '/imports?state=odd')).status).toBe(400);
  });
});

describe('an import of events', () => {
  const lines = [
    '{"type":"track","event":"Signed Up","userId":"9","messageId":"m1","timestamp":"2019-03-01T10:00:00Z"}',
    '',
    '{"type":"track","event":"Bought","userId":"9","properties":{"total":3}}',
    '{"type":"track","userId":"9"}',
    'not json',
    '{"type":"track","event":"Signed Up","userId":"9","messageId":"m1","timestamp":"2019-03-01T10:00:00Z"}',
  ].join('\n');

  it('takes each line as the event it is, its messageId kept', async () => {
    const done = await shop.import(lines, 'events');
    expect(done).toMatchObject({
      format: 'ndjson',
      guess: null,
      rows: 5,
      counts: { new: 2, duplicates: 1, invalid: 2 },
    });
    const errors = await shop.call<{ data: object[] }>('GET', `/imports/${done.id}/errors`);
    expect(errors.json.data).toMatchObject([
      { row: 4, column: 'event', code: 'bad_type' },
      { row: 5, column: null, code: 'invalid_json' },
    ]);
    await shop.applied();
    const { json } = await shop.call<{ data: { messageId: string; name: string }[] }>(
      'GET',
      '/profiles/user_id%3A9/events',
    );
    expect(json.data.map(({ name }) => name)).toEqual(['Bought', 'Signed Up']);
    expect(json.data[1]).toMatchObject({ messageId: 'm1', timestamp: '2019-03-01T10:00:00.000Z' });
    expect((await shop.import(lines, 'events')).counts).toMatchObject({ new: 0, duplicates: 3 });
  });

  it('takes a CSV of events, too', async () => {
    const { json } = await shop.upload('event,user id,time,total\nBought,5,2020-01-02,12.5\n', 'events');
    expect(json.guess?.columns.map(({ to, type }) => `${to} ${type}`)).toEqual([
      'event string',
      'userId string',
      'timestamp datetime',
      'properties.total number',
    ]);
    await shop.call('PUT', `/imports/${json.id}/mapping`, json.guess ?? {});
    await shop.run(json.id);
    await shop.applied();
    const timeline = await shop.call<{ data: object[] }>('GET', '/profiles/user_id%3A5/events');
    expect(timeline.json.data).toMatchObject([
      { type: 'track', name: 'Bought', timestamp: '2020-01-02T00:00:00.000Z', properties: { total: 12.5 } },
    ]);
  });

  it('has no columns to map', async () => {
    const { json } = await shop.upload(lines, 'events', 'application/x-ndjson');
    expect((await shop.map(json.id, [{ column: 'a', to: 'userId' }])).status).toBe(409);
  });
});
