import { createHash } from 'node:crypto';
import { type Database, migrate, openDatabase, type SchemaPlan } from '@rapport/database';
import { newId } from '@rapport/kernel';
import { Client } from 'pg';
import { libraryPlans } from './library-plans.js';

export interface TestDatabase {
  /** Bears the role of the first plan's owner. */
  database: Database;
  url: string;
  /** Opens the same database as another owner. */
  openAs(owner: SchemaPlan['owner']): Promise<Database>;
  close(): Promise<void>;
}

/**
 * A fresh, migrated database of your own: schemas `access`, `bus` and the ones given. Copied from a template that is built
 * once per set of migrations and run.
 */
export async function testDatabase(...plans: SchemaPlan[]): Promise<TestDatabase> {
  const server = serverUrl();
  const template = await templateOf(server, [...libraryPlans, ...plans]);
  const name = `test_${newId().replaceAll('-', '')}`;
  await administer(server, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${template.name}`));
  const url = databaseUrl(server, name);
  const opened: Database[] = [];
  const openAs = async (owner: SchemaPlan['owner']): Promise<Database> => {
    const database = await openDatabase({ url, owner, rolesEnforced: template.rolesEnforced });
    opened.push(database);
    return database;
  };
  return {
    database: await openAs(plans[0]?.owner ?? 'bus'),
    url,
    openAs,
    close: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await administer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
    },
  };
}

/** The PostgreSQL of this test run. */
export function serverUrl(): string {
  const url = process.env.TEST_DATABASE_URL;
  if (!url)
    throw new Error(
      'TEST_DATABASE_URL is not set: run the tests through Jest, whose global setup starts a server',
    );
  return url;
}

/** A new, empty database, for tests of what happens before anything is migrated. */
export async function emptyDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = serverUrl();
  const name = `empty_${newId().replaceAll('-', '')}`;
  await administer(server, (client) => client.query(`CREATE DATABASE ${name}`));
  return {
    url: databaseUrl(server, name),
    drop: () =>
      administer(server, async (client) => void (await client.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}

async function templateOf(
  server: string,
  plans: SchemaPlan[],
): Promise<{ name: string; rolesEnforced: boolean }> {
  const content = plans.map(
    ({ owner, migrations }) => `${owner}:${migrations.map((one) => one.name + one.toString()).join()}`,
  );
  const name = `template_${createHash('sha256').update(content.join('|')).digest('hex').slice(0, 16)}`;
  return administer(server, async (client) => {
    // Two workers may want the same template: one builds it, the other waits. A half-built one bears another name.
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rows } = await client.query<{ comment: string | null }>(
      `SELECT shobj_description(oid, 'pg_database') AS comment FROM pg_database WHERE datname = $1`,
      [name],
    );
    if (rows[0]) return { name, rolesEnforced: rows[0].comment === 'roles enforced' };
    const building = `${name}_building`;
    await client.query(`DROP DATABASE IF EXISTS ${building} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${building}`);
    const { rolesEnforced } = await migrate(databaseUrl(server, building), plans);
    await client.query(
      `COMMENT ON DATABASE ${building} IS '${rolesEnforced ? 'roles enforced' : 'no roles'}'`,
    );
    await client.query(`ALTER DATABASE ${building} RENAME TO ${name}`);
    return { name, rolesEnforced };
  });
}

async function administer<T>(server: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: server });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
