import { apiRole, ownerRole, schemaOwners } from '@rapport/database';
import type { QueryRunner } from 'typeorm';

/**
 * Row-level security of a table that several services reach: control's API role sees the rows of the workspace it works
 * for, the services' own roles see all (what they may do there, the grants say), any other role nothing.
 */
export async function isolateWorkspaces(
  queryRunner: QueryRunner,
  table: string,
  column = 'workspace_id',
): Promise<void> {
  const found = (await queryRunner.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [
    ownerRole('access'),
  ])) as unknown[];
  if (found.length === 0) return;
  const own = `${column} = NULLIF(current_setting('app.workspace_id', true), '')::uuid`;
  await queryRunner.query(`ALTER TABLE access.${table} ENABLE ROW LEVEL SECURITY`);
  await queryRunner.query(`ALTER TABLE access.${table} FORCE ROW LEVEL SECURITY`);
  await queryRunner.query(
    `CREATE POLICY one_workspace ON access.${table} TO ${apiRole('control')} USING (${own}) WITH CHECK (${own})`,
  );
  await queryRunner.query(
    `CREATE POLICY all_workspaces ON access.${table} TO ${schemaOwners.map(ownerRole).join(', ')}
     USING (true) WITH CHECK (true)`,
  );
}
