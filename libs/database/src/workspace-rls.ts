import type { QueryRunner } from 'typeorm';

/**
 * Row-level security behind the API's role: with `app.workspace_id` set it sees that workspace's rows, without it none. The
 * owner of the schema, which runs consumers over many workspaces, sees all. Without roles (the login user may not create
 * them) there is nobody to hold back, and the table stays as it is.
 */
export async function enableWorkspaceRls(
  queryRunner: QueryRunner,
  table: `${string}.${string}`,
): Promise<void> {
  const owner = `rapport_${table.split('.')[0]}`;
  const found = (await queryRunner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [
    `${owner}_api`,
  ])) as unknown[];
  if (found.length === 0) return;
  const own = `workspace_id = NULLIF(current_setting('app.workspace_id', true), '')::uuid`;
  await queryRunner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
  await queryRunner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
  await queryRunner.query(
    `CREATE POLICY one_workspace ON ${table} TO ${owner}_api USING (${own}) WITH CHECK (${own})`,
  );
  await queryRunner.query(
    `CREATE POLICY all_workspaces ON ${table} TO ${owner} USING (true) WITH CHECK (true)`,
  );
}
