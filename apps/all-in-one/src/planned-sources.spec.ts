import { publicId } from '@rapport/kernel';
import { type TestApp, testApp, type TestDatabase, testDatabase, testWorkspace } from '@rapport/testing';
import { doors } from './doors.js';

describe('a source with a tracking plan', () => {
  let test: TestDatabase;
  let running: TestApp;
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, doors);
  }, 60_000);
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  it('shows it, as a new state of the source, and takes it from nobody who edits the source', async () => {
    const workspace = await testWorkspace(running.access);
    const authorization = await workspace.bearer();
    const call = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, payload?: object) =>
      running.app.inject({
        method,
        url: `/api/v1/${path}`,
        headers: { authorization },
        ...(payload && { payload }),
      });
    const source = `sources/${publicId('src', workspace.sourceId)}`;
    const before = await call('GET', source);
    expect(before.json()).toMatchObject({ trackingPlanId: null });

    const { id } = (await call('POST', 'tracking-plans', { name: 'Shop' })).json<{ id: string }>();
    const sourceIds = [publicId('src', workspace.sourceId)];
    expect((await call('PUT', `tracking-plans/${id}/sources`, { sourceIds })).statusCode).toBe(200);
    const after = await call('GET', source);
    expect(after.json()).toMatchObject({ trackingPlanId: id });
    expect(after.headers.etag).not.toBe(before.headers.etag);

    expect((await call('PATCH', source, { trackingPlanId: null })).json()).toMatchObject({
      code: 'unknown_field',
    });
    expect((await call('PATCH', source, { name: 'Renamed' })).json()).toMatchObject({ trackingPlanId: id });
  });
});
