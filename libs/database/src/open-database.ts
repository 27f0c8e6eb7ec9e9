import { DataSource, type EntitySchema } from 'typeorm';
import { Database } from './database.js';
import { ownerRole, type SchemaOwner } from './roles.js';

export interface OpenDatabaseOptions {
  url: string;
  owner: SchemaOwner;
  /** As `migrate` found it. */
  rolesEnforced: boolean;
  /** Most connections; default 10. */
  poolSize?: number;
  entities?: readonly (EntitySchema | (new () => object))[];
  /** An idle connection that breaks (a restarted server): it is replaced, somebody should know. */
  onError?: (error: Error) => void;
}

/** Opens a pool whose connections bear the owner's role. The schema must be migrated. */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, owner, rolesEnforced } = options;
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    schema: owner,
    entities: [...(options.entities ?? [])],
    synchronize: false,
    installExtensions: false,
    applicationName: `rapport ${owner}`,
    // Once closed, what is left of its connections may break: the server is stopping, too.
    poolErrorHandler: (error: Error) => {
      if (dataSource.isInitialized) options.onError?.(error);
    },
    extra: {
      max: options.poolSize ?? 10,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 15_000,
      connectionTimeoutMillis: 5_000,
      ...(rolesEnforced && { options: `-c role=${ownerRole(owner)}` }),
    },
  });
  await dataSource.initialize();
  return new Database(dataSource, owner, rolesEnforced);
}
