import type { Client } from 'pg';

/** Who owns a schema: the four services, and the two libs that bring tables of their own. */
export const schemaOwners = ['access', 'bus', 'ingestion', 'profiles', 'messaging', 'control'] as const;
export type SchemaOwner = (typeof schemaOwners)[number];

/** Runs as: owns the schema's tables, sees every workspace. */
export function ownerRole(owner: SchemaOwner): string {
  return `rapport_${owner}`;
}

/** Runs management requests: row-level security shows it one workspace. */
export function apiRole(owner: SchemaOwner): string {
  return `rapport_${owner}_api`;
}

/**
 * Creates the roles that keep services out of each other's tables. They belong to the server, not to one database, so that
 * another process may be creating them at the same time.
 * @returns false when the login user may not create roles; the belt is then missing
 */
export async function ensureRoles(client: Client): Promise<boolean> {
  try {
    for (const owner of schemaOwners) {
      await createRole(client, apiRole(owner));
      await createRole(client, ownerRole(owner));
      await grantMembership(client, ownerRole(owner), 'CURRENT_USER');
      await grantMembership(client, apiRole(owner), ownerRole(owner));
    }
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '42501') return false;
    throw error;
  }
}

async function createRole(client: Client, role: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount) return;
  await ignoringDuplicates(client.query(`CREATE ROLE ${role} NOLOGIN NOSUPERUSER NOBYPASSRLS`));
}

async function grantMembership(client: Client, role: string, to: string): Promise<void> {
  const member = to === 'CURRENT_USER' ? 'CURRENT_USER' : `'${to}'`;
  const { rows } = await client.query<{ member: boolean }>(
    `SELECT pg_has_role(${member}, '${role}', 'MEMBER') AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = ${member}) AS member`,
  );
  if (rows[0]?.member) return;
  await ignoringDuplicates(client.query(`GRANT ${role} TO ${to}`));
}

async function ignoringDuplicates(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    // 42710 duplicate_object, 23505 unique_violation, XX000 "tuple concurrently updated": somebody else did it just now.
    if (!['42710', '23505', 'XX000'].includes((error as { code?: string }).code ?? '')) throw error;
  }
}
