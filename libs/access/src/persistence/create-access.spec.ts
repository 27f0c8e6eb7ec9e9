import type { Database } from '@rapport/database';
import { newId } from '@rapport/kernel';
import { testDatabase, type TestDatabase } from '@rapport/testing';
import { Client } from 'pg';

describe('schema access', () => {
  let test: TestDatabase;
  let control: Database;
  beforeAll(async () => {
    test = await testDatabase();
    control = await test.openAs('control');
  });
  afterAll(() => test.close());

  const addWorkspace = async (key: string): Promise<string> => {
    const id = newId();
    await control.query(
      `INSERT INTO access.workspaces (id, key, name, region, time_zone, default_locale, brand, identity_key, created_at, updated_at, updated_by)
       VALUES ($1, $2, $2, 'default', 'UTC', 'en', '{}', $3, now(), now(), '{}')`,
      [id, key, Buffer.alloc(32, 1)],
    );
    return id;
  };
  const addSource = (database: Database, workspaceId: string): Promise<unknown> =>
    database.query(
      `INSERT INTO access.sources (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
       VALUES ($1, $2, 'web', 'any', true, '{}', now(), '{}', now())`,
      [workspaceId, newId()],
    );

  it('shows a management request the rows of its own workspace only', async () => {
    const [a, b] = [await addWorkspace('a'), await addWorkspace('b')];
    await addSource(control, a);
    await addSource(control, b);
    const seen = await control.inWorkspace(a, (tx) =>
      tx.query<{ workspace_id: string }[]>('SELECT workspace_id FROM access.sources'),
    );
    expect(seen).toEqual([{ workspace_id: a }]);
    await expect(control.inWorkspace(a, () => addSource(control, b))).rejects.toThrow(/row-level security/);
  });

  it('lets the other services read and nothing else', async () => {
    const profiles = await test.openAs('profiles');
    const id = await addWorkspace('read-only');
    await expect(profiles.query('SELECT id FROM access.workspaces WHERE id = $1', [id])).resolves.toEqual([
      { id },
    ]);
    await expect(addSource(profiles, id)).rejects.toThrow(/permission denied/);
  });

  it('tells listeners which table changed, at the commit', async () => {
    const client = new Client({ connectionString: test.url });
    await client.connect();
    try {
      await client.query('LISTEN rapport_access');
      const heard = new Promise<string | undefined>((hear) =>
        client.on('notification', (n) => hear(n.payload)),
      );
      const id = await addWorkspace('heard');
      expect(await heard).toBe('workspaces');
      expect(id).toBeTruthy();
    } finally {
      await client.end();
    }
  });
});
