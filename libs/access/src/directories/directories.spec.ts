import { Client } from 'pg';
import { WorkspaceDirectory } from './workspace.directory.js';
import { WriteKeyDirectory } from './write-key.directory.js';
import { KeyUse } from '../credentials/key-use.js';
import { Observations } from '../observations.js';
import { newId } from '@rapport/kernel';
import { type TestApp, testApp, type TestDatabase, testDatabase, testWorkspace } from '@rapport/testing';

describe('directories of access', () => {
  let test: TestDatabase;
  let running: TestApp;
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, []);
  });
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('learns of a new write key by itself, and at once when it is asked', async () => {
    const keys = running.app.get(WriteKeyDirectory);
    const asked = await testWorkspace(running.access);
    expect(await keys.lookUp(asked.writeKey)).toMatchObject({
      workspaceId: asked.workspaceId,
      sourceName: 'Web',
    });
    const told = await testWorkspace(running.access);
    await until(() => keys.find(told.writeKey) !== undefined);
    expect(keys.find('wk_unknown')).toBeUndefined();
  });

  it.each([
    `UPDATE access.sources SET enabled = false WHERE id = $1`,
    `UPDATE access.sources SET archived_at = now() WHERE id = $1`,
    `UPDATE access.write_keys SET expires_at = '2020-01-01' WHERE source_id = $1`,
    `DELETE FROM access.write_keys WHERE source_id = $1`,
  ])('forgets a key after %s', async (change) => {
    const keys = running.app.get(WriteKeyDirectory);
    const workspace = await testWorkspace(running.access);
    await keys.lookUp(workspace.writeKey);
    await running.access.query(change, [workspace.sourceId]);
    await until(() => keys.find(workspace.writeKey) === undefined);
  });

  it('knows a workspace at once when it is asked, and follows its changes', async () => {
    const workspaces = running.app.get(WorkspaceDirectory);
    const { workspaceId } = await testWorkspace(running.access);
    expect((await workspaces.get(workspaceId))?.identityKey).toHaveLength(32);
    await running.access.query(`UPDATE access.workspaces SET time_zone = 'Europe/Berlin' WHERE id = $1`, [
      workspaceId,
    ]);
    await until(() => workspaces.find(workspaceId)?.timeZone === 'Europe/Berlin');
    expect(await workspaces.get(newId())).toBeUndefined();
  });

  it('goes on after its connection was cut, with what changed meanwhile', async () => {
    const workspaces = running.app.get(WorkspaceDirectory);
    const { workspaceId } = await testWorkspace(running.access);
    await workspaces.get(workspaceId);
    const operator = new Client({ connectionString: test.url });
    await operator.connect();
    const { rowCount } = await operator.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE application_name = 'rapport access changes' AND datname = current_database()`,
    );
    await operator.end();
    expect(rowCount).toBe(1);
    await running.access.query(`UPDATE access.workspaces SET name = 'Renamed' WHERE id = $1`, [workspaceId]);
    await until(() => workspaces.find(workspaceId)?.name === 'Renamed');
  });

  it('notes when keys were last used, many uses in one statement', async () => {
    const use = running.app.get(KeyUse);
    const workspace = await testWorkspace(running.access);
    const keys = running.app.get(WriteKeyDirectory);
    const grant = await keys.lookUp(workspace.writeKey);
    for (let i = 0; i < 100; i++) keys.find(workspace.writeKey);
    await use.flush();
    const [row] = await running.access.query<{ last_used_at: Date | null }>(
      'SELECT last_used_at FROM access.write_keys WHERE id = $1',
      [grant?.writeKeyId],
    );
    expect(row?.last_used_at).toBeInstanceOf(Date);
  });

  it('records an observation once, the first one', async () => {
    const observations = running.app.get(Observations);
    const { workspaceId } = await testWorkspace(running.access);
    await observations.record(workspaceId, 'first_event', 'first', null);
    await observations.record(workspaceId, 'first_event', 'second', null);
    await new Observations(running.access, { now: () => 0 }).record(
      workspaceId,
      'first_event',
      'third',
      null,
    );
    const rows = await running.access.query('SELECT proof FROM access.observations WHERE workspace_id = $1', [
      workspaceId,
    ]);
    expect(rows).toEqual([{ proof: 'first' }]);
  });
});
