import { type Database, openDatabase } from '@rapport/database';
import { testDatabase, type TestDatabase } from '@rapport/testing';
import { Client } from 'pg';
import type { BusLog } from './bus-log.js';
import { CreateEffects1764100000001 } from './effects.spec-support.js';
import { isCommit, TcpProxy } from './tcp-proxy.spec-support.js';

export const silentLog: BusLog = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A database with the bus's tables and one for effects; bears the role of a service. */
export function busDatabase(): Promise<TestDatabase> {
  return testDatabase({ owner: 'profiles', migrations: [CreateEffects1764100000001] });
}

/** Ends a backend from outside, as the login user: a service's role may not. */
export async function breakConnection(url: string, backend: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('SELECT pg_terminate_backend($1, 5000)', [backend]);
  await client.end();
}

/** The same database through a proxy that can lose the answer to a COMMIT. */
export async function faultyDatabase(
  test: TestDatabase,
): Promise<{ database: Database; proxy: TcpProxy; close(): Promise<void> }> {
  const url = new URL(test.url);
  const proxy = new TcpProxy(isCommit, Number(url.port));
  url.port = String(await proxy.listen());
  const { rolesEnforced } = test.database;
  const database = await openDatabase({ url: url.href, owner: 'profiles', rolesEnforced });
  return {
    database,
    proxy,
    close: async () => {
      await database.close();
      await proxy.close();
    },
  };
}
