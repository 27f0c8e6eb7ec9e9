import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RefreshedMap } from '@rapport/database';
import { CLOCK, type Clock, toIso } from '@rapport/kernel';
import type { Actor } from '../caller.js';
import { AccessChanges } from '../directories/access-changes.js';

export const piiClasses = ['none', 'pii', 'sensitive'] as const;
/** Whether a trait's value is for everybody who may read people: `pii` and `sensitive` ones need the scope `pii:read`. */
export type PiiClass = (typeof piiClasses)[number];

export interface RegisteredTrait {
  name: string;
  piiClass: PiiClass;
  description: string | null;
  updatedAt: Date;
  updatedBy: Actor;
}

interface RegisteredTraits {
  all: ReadonlyMap<string, RegisteredTrait>;
  hidden: ReadonlySet<string>;
}

const none: RegisteredTraits = { all: new Map(), hidden: new Set() };

/**
 * What workspaces say of their traits, in memory. An identifier type (`email`, `user_id`) has the class of the trait of its name.
 * A change acts in this process before it is answered, elsewhere within some 100 ms.
 */
@Injectable()
export class TraitRegistry implements OnModuleInit {
  private readonly workspaces = new RefreshedMap<RegisteredTraits>(() => this.load());

  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly changes: AccessChanges,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.changes.listening();
    this.changes.onChange((table) => {
      if (table === 'traits' || table === 'any') this.workspaces.refresh().catch(() => undefined);
    });
    await this.workspaces.refresh();
  }

  /** By name. Never waits. */
  of(workspaceId: string): ReadonlyMap<string, RegisteredTrait> {
    return (this.workspaces.get(workspaceId) ?? none).all;
  }

  /** Names whose values need `pii:read`. Never waits. */
  hidden(workspaceId: string): ReadonlySet<string> {
    return (this.workspaces.get(workspaceId) ?? none).hidden;
  }

  /** What is not given stays as it was. */
  async describe(
    workspaceId: string,
    name: string,
    given: { piiClass?: PiiClass | undefined; description?: string | null | undefined },
    by: Actor,
  ): Promise<RegisteredTrait | undefined> {
    const { piiClass = null, description = null } = given;
    await this.database.newTransaction((tx) =>
      tx.query(
        `INSERT INTO access.traits AS t (workspace_id, name, pii_class, description, updated_at, updated_by)
         VALUES ($1, $2, COALESCE($3, 'none'), $4, $6, $7)
         ON CONFLICT (workspace_id, name) DO UPDATE SET pii_class = COALESCE($3, t.pii_class),
           description = CASE WHEN $5 THEN $4 ELSE t.description END, updated_at = $6, updated_by = $7`,
        [
          workspaceId,
          name,
          piiClass,
          description,
          given.description !== undefined,
          toIso(this.clock.now()),
          JSON.stringify(by),
        ],
      ),
    );
    await this.workspaces.refresh();
    return this.of(workspaceId).get(name);
  }

  private async load(): Promise<ReadonlyMap<string, RegisteredTraits>> {
    const rows = await this.database.query<RegisteredTrait & { workspaceId: string }>(
      `SELECT workspace_id AS "workspaceId", name, pii_class AS "piiClass", description, updated_at AS "updatedAt",
         updated_by AS "updatedBy" FROM access.traits ORDER BY workspace_id, name`,
    );
    const found = new Map<string, { all: Map<string, RegisteredTrait>; hidden: Set<string> }>();
    for (const { workspaceId, ...trait } of rows) {
      const own = found.get(workspaceId) ?? { all: new Map(), hidden: new Set() };
      own.all.set(trait.name, trait);
      if (trait.piiClass !== 'none') own.hidden.add(trait.name);
      found.set(workspaceId, own);
    }
    return found;
  }
}
