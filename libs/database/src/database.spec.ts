import { afterCommit, type Database, enableWorkspaceRls } from './index.js';
import { testDatabase, type TestDatabase } from '@rapport/testing';
import { newId } from '@rapport/kernel';
import type { MigrationInterface, QueryRunner } from 'typeorm';

class CreateNotes1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE TABLE profiles.notes (workspace_id uuid NOT NULL, id uuid NOT NULL, text text NOT NULL, PRIMARY KEY (workspace_id, id))',
    );
    await enableWorkspaceRls(queryRunner, 'profiles.notes');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE profiles.notes');
  }
}

describe('database', () => {
  let test: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    test = await testDatabase({ owner: 'profiles', migrations: [CreateNotes1764100000000] });
    database = test.database;
  });
  afterAll(() => test.close());

  const insert = (workspaceId: string, text: string) =>
    database.query('INSERT INTO profiles.notes VALUES ($1, $2, $3)', [workspaceId, newId(), text]);
  const texts = async () =>
    (await database.query<{ text: string }>('SELECT text FROM profiles.notes')).map((row) => row.text);

  it('joins the transaction that is open on the same call path', async () => {
    const workspace = newId();
    await expect(
      database.transaction(async () => {
        await database.transaction(() => insert(workspace, 'inner'));
        throw new Error('outer fails');
      }),
    ).rejects.toThrow('outer fails');
    expect(await texts()).not.toContain('inner');
  });

  it('runs hooks after the commit, and never after a roll-back', async () => {
    const calls: string[] = [];
    await database.transaction(async (tx) => {
      afterCommit(tx, () => calls.push('committed'));
      await insert(newId(), 'hooked');
      expect(calls).toEqual([]);
    });
    await database
      .transaction(async (tx) => {
        afterCommit(tx, () => calls.push('rolled back'));
        throw new Error('no');
      })
      .catch(() => undefined);
    expect(calls).toEqual(['committed']);
  });

  it('shows a management request the rows of its workspace only, even when the query forgets to ask', async () => {
    const [ours, theirs] = [newId(), newId()];
    await insert(ours, 'ours');
    await insert(theirs, 'theirs');
    expect(await database.inWorkspace(ours, texts)).toEqual(['ours']);
    await expect(database.inWorkspace(ours, () => insert(theirs, 'smuggled'))).rejects.toMatchObject({
      code: '42501',
    });
  });

  it('does not let the workspace of one request leak into the next on the same connection', async () => {
    const workspace = newId();
    await insert(workspace, 'private');
    await database.inWorkspace(workspace, texts);
    const seen = await Promise.all(Array.from({ length: 20 }, () => database.inWorkspace(newId(), texts)));
    expect(seen.flat()).toEqual([]);
  });

  it("keeps a service out of another service's tables", async () => {
    const messaging = await test.openAs('messaging');
    await expect(messaging.query('SELECT * FROM profiles.notes')).rejects.toMatchObject({ code: '42501' });
  });
});
