import { StartError } from '@rapport/kernel';
import { Client } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { apiRole, ensureRoles, ownerRole, schemaOwners, type SchemaOwner } from './roles.js';

export type MigrationClass = new () => MigrationInterface;

/** The tables that one owner brings: its schema, its migrations, and what others may do with them. */
export interface SchemaPlan {
  owner: SchemaOwner;
  migrations: readonly MigrationClass[];
  /** Roles besides the owner's, and their rights on every table of the schema. */
  grants?: readonly { to: SchemaOwner; rights: string }[];
}

/** One migration at a time, whatever the number of processes that start together. */
const migrationLock = 7_270_676_802;

/**
 * Brings the schemas of `plans` up to date, in order.
 * @returns whether database roles keep the services apart
 * @throws StartError when the database was written by a newer Rapport
 */
export async function migrate(
  url: string,
  plans: readonly SchemaPlan[],
): Promise<{ rolesEnforced: boolean }> {
  const client = new Client({ connectionString: url, application_name: 'rapport migrations' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    const rolesEnforced = await ensureRoles(client);
    for (const plan of plans) {
      await createSchema(client, plan.owner, rolesEnforced);
      await refuseNewer(client, plan);
      await run(url, plan, rolesEnforced);
      if (rolesEnforced) await grant(client, plan);
    }
    return { rolesEnforced };
  } finally {
    await client.end();
  }
}

async function createSchema(client: Client, owner: SchemaOwner, rolesEnforced: boolean): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [owner]);
  if (rowCount) return;
  await client.query(`CREATE SCHEMA ${owner}${rolesEnforced ? ` AUTHORIZATION ${ownerRole(owner)}` : ''}`);
}

async function refuseNewer(client: Client, plan: SchemaPlan): Promise<void> {
  const { rows: tables } = await client.query<{ found: boolean }>(
    `SELECT to_regclass($1) IS NOT NULL AS found`,
    [`${plan.owner}.migrations`],
  );
  if (!tables[0]?.found) return;
  const known = plan.migrations.map((migration) => migration.name);
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM ${plan.owner}.migrations WHERE name <> ALL ($1) ORDER BY id LIMIT 1`,
    [known],
  );
  if (rows[0]) {
    throw new StartError(
      `The database was written by a newer Rapport (${plan.owner}: ${rows[0].name}). Start that version or a newer one, ` +
        `or use another DATA_DIR or DATABASE_URL.`,
    );
  }
}

async function run(url: string, plan: SchemaPlan, rolesEnforced: boolean): Promise<void> {
  if (plan.migrations.length === 0) return;
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: plan.owner,
    migrations: [...plan.migrations] as unknown as (() => void)[],
    migrationsTableName: 'migrations',
    installExtensions: false,
    extra: { max: 1, ...(rolesEnforced && { options: `-c role=${ownerRole(plan.owner)}` }) },
  });
  await source.initialize();
  try {
    await source.runMigrations({ transaction: 'each' });
  } finally {
    await source.destroy();
  }
}

async function grant(client: Client, plan: SchemaPlan): Promise<void> {
  const own = { to: apiRole(plan.owner), rights: 'SELECT, INSERT, UPDATE, DELETE' };
  const others = (plan.grants ?? []).flatMap(({ to, rights }) => [
    { to: ownerRole(to), rights },
    { to: apiRole(to), rights },
  ]);
  await client.query(`SET ROLE ${ownerRole(plan.owner)}`);
  for (const { to, rights } of [own, ...others]) {
    await client.query(`GRANT USAGE ON SCHEMA ${plan.owner} TO ${to}`);
    await client.query(`GRANT ${rights} ON ALL TABLES IN SCHEMA ${plan.owner} TO ${to}`);
    await client.query(`GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${plan.owner} TO ${to}`);
  }
  await client.query('RESET ROLE');
}

/** Rights for every service on a schema that a lib brings. */
export function grantsToServices(rights: string): { to: SchemaOwner; rights: string }[] {
  return schemaOwners.filter((owner) => owner !== 'access' && owner !== 'bus').map((to) => ({ to, rights }));
}
