import { FixedClock, publicId } from '@rapport/kernel';
import { PurgeImports } from '../purge-imports.js';
import { ImportRoom } from '../imports.spec-support.js';
import { ImportRows } from './import-rows.usecase.js';

let room: ImportRoom;
beforeAll(async () => {
  room = await ImportRoom.open();
});
afterAll(() => room.close());

const rows = (count: number): string =>
  `user_id,n\n${Array.from({ length: count }, (_, n) => `u${n},${n}`).join('\n')}\n`;

/** Makes the n-th chunk of the import fail after everything of it has been done but committed. */
function failAt(where: ImportRoom, ...chunks: number[]): void {
  const useCase = where.running.app.get(ImportRows);
  const execute = useCase.execute.bind(useCase);
  jest.spyOn(useCase, 'execute').mockImplementation(async (tx, record, chunk) => {
    const done = await execute(tx, record, chunk);
    const failing = chunks.indexOf(chunk);
    if (failing < 0) return done;
    chunks.splice(failing, 1);
    throw Object.assign(new Error('the connection broke'), { code: '57P01' });
  });
}

describe('an import', () => {
  afterEach(() => jest.restoreAllMocks());

  it('that is torn away from a chunk again and again imports each row once', async () => {
    const shop = await room.shop();
    failAt(room, 1, 1, 3);
    const done = await shop.import(rows(2_200));
    expect(done).toMatchObject({
      state: 'succeeded',
      progress: { done: 2200, total: 2200 },
      counts: { new: 2200 },
    });
    expect(await shop.events()).toBe(2200);
    const [published] = await room.rows<{ n: number }>(
      `SELECT count(DISTINCT message_id)::int AS n FROM profiles.events WHERE workspace_id = $1`,
      [shop.workspace.workspaceId],
    );
    expect(published?.n).toBe(2200);
  }, 60_000);

  it('goes on where it stood in another process', async () => {
    const store = await ImportRoom.database();
    const first = await ImportRoom.open({ store });
    const shop = await first.shop();
    const { json } = await shop.upload(rows(6_000));
    await shop.call('PUT', `/imports/${json.id}/mapping`, json.guess ?? {});
    await shop.call('POST', `/imports/${json.id}/start`);
    await first.stop();
    const second = await ImportRoom.open({ store });
    const resumed = await second.shopOf(shop.workspace);
    const deadline = Date.now() + 40_000;
    const state = async (): Promise<unknown> =>
      (await resumed.call<{ state: string; counts: object }>('GET', `/imports/${json.id}`)).json;
    while (!JSON.stringify(await state()).includes('"state":"succeeded"') && Date.now() < deadline) {
      await new Promise((next) => setTimeout(next, 50));
    }
    expect(await state()).toMatchObject({ state: 'succeeded', counts: { new: 6000, duplicates: 0 } });
    expect(await resumed.events()).toBe(6000);
    await second.close();
  }, 90_000);

  it('can be cancelled: what is done stays done, the rest does not come', async () => {
    const shop = await room.shop();
    const { json } = await shop.upload(rows(20_000));
    await shop.call('PUT', `/imports/${json.id}/mapping`, json.guess ?? {});
    const started = await shop.call<{ id: string }>('POST', `/imports/${json.id}/start`);
    const operation = `/operations/profiles/${started.json.id}`;
    expect((await shop.call('POST', `${operation}/cancel`)).status).toBeLessThan(300);
    await shop.call('GET', operation, undefined, { prefer: 'wait=30' });
    const ended = (
      await shop.call<{ state: string; progress: { done: number } }>('GET', `/imports/${json.id}`)
    ).json;
    expect(ended.state).toBe('cancelled');
    expect(ended.progress.done).toBeLessThan(20_000);
    expect(await shop.events()).toBe(ended.progress.done);
  }, 60_000);

  it('of 50,000 rows reports every bad one, and lands all the others', async () => {
    const shop = await room.shop();
    const lines = Array.from({ length: 50_000 }, (_, n) => {
      if (n % 25 === 0) return `u${n % 100},${n},x`;
      return n % 2 === 0 ? `,${n},x` : `u${n % 100},many,=1`;
    });
    const bad = 48_000;
    const { json } = await shop.upload(`user_id,n,note\n${lines.join('\n')}`);
    await shop.map(json.id, [
      { column: 'user_id', to: 'userId' },
      { column: 'n', to: 'traits.n', type: 'number' },
      { column: 'note', to: 'traits.note' },
    ]);
    const done = await shop.run(json.id);
    expect(done).toMatchObject({ state: 'succeeded', progress: { done: 50_000 }, counts: { invalid: bad } });
    expect(done.counts.new + done.counts.updated).toBe(50_000 - bad);
    const { text } = await shop.call('GET', `/imports/${json.id}/errors.csv`);
    const rejects = text.trimEnd().split('\r\n');
    expect(rejects).toHaveLength(bad + 1);
    expect(rejects[1]).toMatch(/^"u1","many","'=1","3","n","bad_type",/);
    expect(await shop.events()).toBe(50_000 - bad);
    expect((await shop.profile('user_id:u0')).traits.n).toBe(49_900);
  }, 120_000);

  it('publishes history from the source Import, and live events when it is told to', async () => {
    const shop = await room.shop();
    const done = await shop.import('email\nada@acme.test\n');
    await shop.import('email\nbob@acme.test\n', 'profiles', { mode: 'live' });
    await shop.applied();
    const own = room.published.filter(({ workspaceId }) => workspaceId === shop.workspace.workspaceId);
    expect(own.map(({ mode, flags }) => ({ mode, flags }))).toEqual([
      { mode: 'backfill', flags: ['historical'] },
      { mode: 'live', flags: [] },
    ]);
    expect(own[0]).toMatchObject({ type: 'identify', userId: null, traits: { email: 'ada@acme.test' } });
    expect(publicId('src', own[0]?.sourceId ?? '')).toBe(done.sourceId);
  });

  it('keeps its file for seven days, and says so afterwards', async () => {
    const shop = await room.shop();
    const done = await shop.import('user_id,n\n1,x\n,y\n');
    const waiting = await shop.upload('user_id\n1\n');
    const purge = room.running.app.get(PurgeImports);
    const clock = new FixedClock(Date.parse(done.expiresAt) - 1000);
    await purge.execute(clock.now());
    expect((await shop.call('GET', `/imports/${done.id}/errors`)).status).toBe(200);
    clock.advance(60_000);
    await purge.execute(clock.now());
    expect((await shop.call('GET', `/imports/${done.id}/errors`)).status).toBe(410);
    expect((await shop.call('GET', `/imports/${done.id}/errors.csv`)).status).toBe(410);
    expect((await shop.call('POST', `/imports/${waiting.json.id}/start`)).status).toBe(410);
    expect((await shop.call('GET', `/imports/${done.id}`)).json).toMatchObject({
      counts: { new: 1, invalid: 1 },
    });
    const chunks = 'SELECT 1 FROM profiles.import_chunks WHERE workspace_id = $1';
    expect(await room.rows(chunks, [shop.workspace.workspaceId])).toEqual([]);
  });
});
