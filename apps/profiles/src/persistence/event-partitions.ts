import type { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';

const checkViolation = '23514';
/** Months ahead of today that have a partition: longer than anybody leaves Rapport stopped and then starts it again at once. */
const monthsAhead = 3;

/**
 * Creates the monthly partitions of `profiles.events` that are missing, from this month on. What happened before the first of
 * them lies in the default partition.
 * @returns names of those created
 */
export async function createEventPartitions(database: Database, nowMs: number): Promise<string[]> {
  const created: string[] = [];
  for (let ahead = 0; ahead <= monthsAhead; ahead++) {
    const name = await createMonth(database, monthAfter(nowMs, ahead), monthAfter(nowMs, ahead + 1));
    if (name) created.push(name);
  }
  return created;
}

/** Rows of the month that lie in the default partition already (nobody was there to make it in time) stay there. */
async function createMonth(database: Database, from: string, to: string): Promise<string | undefined> {
  const name = `events_${from.slice(0, 7).replace('-', '_')}`;
  const create = async (tx: EntityManager): Promise<string | undefined> => {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('profiles.events partitions'))`);
    const [table] = await tx.query<{ known: boolean }[]>(`SELECT to_regclass($1) IS NOT NULL AS known`, [
      `profiles.${name}`,
    ]);
    if (table?.known) return undefined;
    await tx.query(
      `CREATE TABLE profiles.${name} PARTITION OF profiles.events FOR VALUES FROM ('${from}') TO ('${to}')`,
    );
    await tx.query(`ALTER TABLE profiles.${name} ENABLE ROW LEVEL SECURITY`);
    return name;
  };
  return database.newTransaction(create).catch((error: unknown) => {
    if ((error as { code?: string }).code === checkViolation) return undefined;
    throw error;
  });
}

function monthAfter(nowMs: number, months: number): string {
  const now = new Date(nowMs);
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1)).toISOString();
}
