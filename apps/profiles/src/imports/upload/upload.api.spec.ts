import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { ImportRoom, type Shop } from '../imports.spec-support.js';

let room: ImportRoom;
let shop: Shop;
beforeAll(async () => {
  room = await ImportRoom.open();
});
beforeEach(async () => {
  shop = await room.shop();
});
afterAll(() => room.close());

interface Problem {
  code: string;
  errors?: { field: string; rule: string }[];
}
const small = 'user_id,plan\n1,pro\n';

/** What is kept of the workspace's uploads, finished or not. */
async function kept(): Promise<{ imports: number; chunks: number }> {
  const [found] = await room.rows<{ imports: number; chunks: number }>(
    `SELECT (SELECT count(*) FROM profiles.imports WHERE workspace_id = $1)::int AS imports,
       (SELECT count(*) FROM profiles.import_chunks WHERE workspace_id = $1)::int AS chunks`,
    [shop.workspace.workspaceId],
  );
  return found ?? { imports: -1, chunks: -1 };
}

async function untilNothingIsKept(): Promise<void> {
  const deadline = Date.now() + 10_000;
  while ((await kept()).imports > 0 || (await kept()).chunks > 0) {
    if (Date.now() > deadline) throw new Error('something of the upload is left');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function form(...parts: [name: string, content: string, fileName?: string, type?: string][]): FormData {
  const data = new FormData();
  for (const [name, content, fileName, type = 'text/csv'] of parts) {
    if (fileName === undefined) data.append(name, content);
    else data.append(name, new Blob([content], { type }), fileName);
  }
  return data;
}

describe('an upload', () => {
  it.each([
    ['text/csv', 201],
    ['text/csv; charset=UTF-8; header=present', 201],
    ['text/csv; charset=latin1', 415],
    ['application/json', 415],
    ['application/x-ndjson', 415],
    ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 415],
    ['multipart/form-data', 415],
  ])('of people as %s is answered %d', async (type, status) => {
    expect((await shop.upload(small, 'profiles', type)).status).toBe(status);
  });

  it('comes as the one file of a form, too, whose name is kept without its path', async () => {
    const { status, json } = await shop.call<{ fileName: string; rows: number }>(
      'POST',
      '/imports?kind=profiles',
      form(['file', small, '../../tmp/people.csv']),
    );
    expect([status, json.fileName, json.rows]).toEqual([201, 'people.csv', 1]);
  });

  it('knows lines of events by type or by name', async () => {
    const line = '{"type":"track","event":"E","userId":"1"}\n';
    for (const part of [
      ['f', line, 'events.ndjson', 'application/octet-stream'],
      ['f', line, 'events', 'application/x-ndjson'],
    ] as [string, string, string, string][]) {
      const answer = await shop.call<{ format: string }>('POST', '/imports?kind=events', form(part));
      expect([answer.status, answer.json.format]).toEqual([201, 'ndjson']);
    }
  });

  it.each<[string, FormData, string]>([
    ['no file', form(['a', 'b']), '400 file'],
    ['two files', form(['a', small, 'a.csv'], ['b', small, 'b.csv']), '400 file'],
    ['a field before the file', form(['kind', 'x'], ['a', small, 'a.csv']), '400 file'],
    ['a field behind the file', form(['a', small, 'a.csv'], ['kind', 'x']), '400 file'],
  ])('is refused as a form with %s, and leaves nothing', async (_, body, expected) => {
    const { status, json } = await shop.call<Problem>('POST', '/imports?kind=profiles', body);
    expect(`${status} ${json.errors?.[0]?.field}`).toBe(expected);
    await untilNothingIsKept();
  });

  it('is refused as a form that breaks off', async () => {
    const body = `--x\r\ncontent-disposition: form-data; name="f"; filename="a.csv"\r\n\r\n${small}`;
    const answer = await shop.upload(body, 'profiles', 'multipart/form-data; boundary=x');
    expect([answer.status, answer.json.errors[0]?.rule]).toEqual([400, 'format']);
    await untilNothingIsKept();
  });

  it.each([
    ['consents', 'validation_failed', 'query.kind'],
    ['', 'validation_failed', 'query.kind'],
    ['profiles&x=1', 'unknown_parameter', 'query.x'],
  ])('of the kind "%s" is refused', async (kind, code, field) => {
    const { status, json } = await shop.upload(small, kind);
    expect([status, json.code, json.errors[0]?.field]).toEqual([400, code, field]);
  });

  it('is refused with 422 where the file is none, and leaves nothing', async () => {
    const { status, json } = await shop.upload(`a,b\n${'1,2\n'.repeat(2000)}3,"`);
    expect([status, json.code, json.errors]).toEqual([
      422,
      'invalid_file',
      [{ field: 'file', rule: 'unclosed_quote', message: 'row 2002 has a quote that is not closed' }],
    ]);
    await untilNothingIsKept();
  });

  it('needs a key that may write profiles', async () => {
    const reader = await shop.workspace.bearer('profiles:read');
    for (const [authorization, status] of [
      [reader, 403],
      ['Bearer sk_none', 401],
      [`Bearer ${shop.workspace.writeKey}`, 403],
    ] as const) {
      const headers = { authorization, 'content-type': 'text/csv' };
      expect((await shop.call('POST', '/imports?kind=profiles', small, headers)).status).toBe(status);
    }
    await untilNothingIsKept();
  });

  it('may be gzip; a bomb is refused long before it is inflated, and damaged gzip, too', async () => {
    const headers = { 'content-type': 'text/csv', 'content-encoding': 'gzip' };
    const send = (body: Uint8Array) => shop.call<Problem>('POST', '/imports?kind=profiles', body, headers);
    expect((await send(gzipSync(small))).status).toBe(201);
    const bomb = gzipSync(Buffer.concat([Buffer.from('a\n"'), Buffer.alloc(101 * 1024 * 1024, '\n')]));
    expect((await send(bomb)).status).toBe(422);
    expect((await send(gzipSync(small).subarray(0, -9))).json.code).toBe('invalid_file');
    expect((await send(Buffer.from('no gzip'))).json.code).toBe('invalid_file');
    const other = { ...headers, 'content-encoding': 'br' };
    expect((await shop.call('POST', '/imports?kind=profiles', small, other)).status).toBe(415);
    expect((await kept()).imports).toBe(1);
  });

  it('that says it is too large is refused before anything is read', async () => {
    const { status } = await new Promise<{ status: number }>((resolve, reject) => {
      const socket = connect((room.running.app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
      socket.on('error', reject);
      socket.on('data', (data) => {
        socket.destroy();
        resolve({ status: Number(data.toString().split(' ')[1]) });
      });
      socket.write(head({ 'content-length': String(200 * 1024 * 1024) }));
    });
    expect(status).toBe(413);
  });

  it('that is broken off leaves nothing', async () => {
    const socket = connect((room.running.app.getHttpServer().address() as AddressInfo).port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(head({ 'content-length': '10000000' }));
    socket.write(`a,b\n${'1,2\n'.repeat(20_000)}`);
    const deadline = Date.now() + 10_000;
    while ((await kept()).chunks === 0 && Date.now() < deadline)
      await new Promise((next) => setTimeout(next, 10));
    expect((await kept()).chunks).toBeGreaterThan(0);
    expect((await shop.call<{ data: [] }>('GET', '/imports')).json.data).toEqual([]);
    socket.destroy();
    await untilNothingIsKept();
  });

  it('happens once under an Idempotency-Key', async () => {
    const headers = { 'content-type': 'text/csv', 'idempotency-key': 'upload-1' };
    const send = (body: string) =>
      shop.call<{ id: string; code: string }>('POST', '/imports?kind=profiles', body, headers);
    const first = await send(small);
    const again = await send(small);
    expect([again.json.id, again.headers.get('idempotency-replayed')]).toEqual([first.json.id, 'true']);
    expect((await send(`${small}2,pro\n`)).json.code).toBe('idempotency_key_reused');
    const deadline = Date.now() + 10_000;
    while ((await kept()).imports > 1 && Date.now() < deadline)
      await new Promise((next) => setTimeout(next, 10));
    expect(await kept()).toEqual({ imports: 1, chunks: 1 });
  });
});

function head(headers: Record<string, string>): string {
  const all = { host: 'x', authorization: shop.bearer, 'content-type': 'text/csv', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST /api/v1/imports?kind=profiles HTTP/1.1\r\n${lines.join('')}\r\n`;
}
