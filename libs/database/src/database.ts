import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, EntityManager } from 'typeorm';
import { apiRole, type SchemaOwner } from './roles.js';

const ambient = new AsyncLocalStorage<{ database: Database; manager: EntityManager }>();
const hooks = new WeakMap<EntityManager, (() => void)[]>();

/**
 * One service's door to PostgreSQL: a pool whose connections bear the service's role and search path.
 * `transaction` joins the one that is already open on this call path, so that a use case needs not know who began it.
 */
export class Database {
  constructor(
    readonly dataSource: DataSource,
    readonly owner: SchemaOwner,
    /** False when the login user may not create roles: the second belt is then missing, and the log says so. */
    readonly rolesEnforced: boolean,
  ) {}

  /** Runs `work` in a transaction (READ COMMITTED), joining an open one. */
  async transaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    const open = ambient.getStore();
    if (open?.database === this) return work(open.manager);
    return this.newTransaction(work);
  }

  /** Runs `work` in a transaction of its own, whatever is open. */
  async newTransaction<T>(work: (tx: EntityManager) => Promise<T>): Promise<T> {
    let committed: (() => void)[] = [];
    const result = await this.dataSource.transaction((manager) =>
      ambient.run({ database: this, manager }, async () => {
        const value = await work(manager);
        committed = hooks.get(manager) ?? [];
        return value;
      }),
    );
    for (const hook of committed) hook();
    return result;
  }

  /**
   * A transaction of a management request: it bears the role of the API, for which row-level security shows the rows of
   * `workspaceId` only. The second belt; queries name the workspace all the same.
   */
  async inWorkspace<T>(workspaceId: string, work: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.transaction(async (tx) => {
      if (this.rolesEnforced) await tx.query(`SET LOCAL ROLE ${apiRole(this.owner)}`);
      await tx.query(`SELECT set_config('app.workspace_id', $1, true)`, [workspaceId]);
      return work(tx);
    });
  }

  /** The open transaction of this call path, else the pool. */
  get manager(): EntityManager {
    const open = ambient.getStore();
    return open?.database === this ? open.manager : this.dataSource.manager;
  }

  async query<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.manager.query<Row[]>(sql, parameters);
  }

  async close(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }
}

/** Runs `hook` once `tx` has committed; never when it is rolled back. */
export function afterCommit(tx: EntityManager, hook: () => void): void {
  const list = hooks.get(tx);
  if (list) list.push(hook);
  else hooks.set(tx, [hook]);
}
