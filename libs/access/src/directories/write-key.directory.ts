import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RefreshedMap } from '@rapport/database';
import { CLOCK, type Clock } from '@rapport/kernel';
import { KeyUse } from '../credentials/key-use.js';
import { AccessChanges } from './access-changes.js';
import { sourceGrantColumns, sourceGrantOf } from './source-grant.js';
import type { SourceGrant, SourceGrantRow } from './source-grant.js';

/** What a write key opens. */
export interface WriteKeyGrant extends SourceGrant {
  writeKeyId: string;
  /** Epoch ms; null = never. */
  expiresAt: number | null;
}

interface Row extends SourceGrantRow {
  key: string;
  id: string;
  expires_at: Date | null;
}

/** Unknown keys reload the directory at most this often, all callers together: a flood of them is not a flood of queries. */
const missReloadMs = 50;

/**
 * Every write key of an enabled source, in memory: no query per event. A new, expired or disabled key acts on every
 * instance within some 100 ms.
 */
@Injectable()
export class WriteKeyDirectory implements OnModuleInit {
  private readonly grants = new RefreshedMap<WriteKeyGrant>(() => this.load());
  private reloadedAt = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly changes: AccessChanges,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly use: KeyUse,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.changes.listening();
    this.changes.onChange((table) => {
      if (table === 'sources' || table === 'write_keys' || table === 'any') {
        this.grants.refresh().catch(() => undefined);
      }
    });
    await this.grants.refresh();
  }

  /** Never waits. Notes the use. A key that another instance made a moment ago may still be unknown: see `lookUp`. */
  find(key: string): WriteKeyGrant | undefined {
    const grant = this.grants.get(key);
    if (!grant || (grant.expiresAt !== null && grant.expiresAt <= this.clock.now())) return undefined;
    this.use.writeKeyUsed(grant.writeKeyId);
    return grant;
  }

  /** As `find`, but asks the database before it calls a well-formed key unknown. */
  async lookUp(key: string): Promise<WriteKeyGrant | undefined> {
    const found = this.find(key);
    if (found || !/^wk_[A-Za-z0-9]{16,64}$/.test(key)) return found;
    const now = this.clock.now();
    if (now - this.reloadedAt >= missReloadMs || now < this.reloadedAt) {
      this.reloadedAt = now;
      await this.grants.refresh().catch(() => undefined);
    }
    return this.find(key);
  }

  private async load(): Promise<ReadonlyMap<string, WriteKeyGrant>> {
    const rows = await this.database.query<Row>(
      `SELECT k.key, k.id, k.expires_at, ${sourceGrantColumns}
         FROM access.write_keys k
         JOIN access.sources s ON s.workspace_id = k.workspace_id AND s.id = k.source_id
        WHERE s.enabled AND s.archived_at IS NULL`,
    );
    return new Map(rows.map((row) => [row.key, grantOf(row)]));
  }
}

function grantOf(row: Row): WriteKeyGrant {
  return { ...sourceGrantOf(row), writeKeyId: row.id, expiresAt: row.expires_at?.getTime() ?? null };
}
