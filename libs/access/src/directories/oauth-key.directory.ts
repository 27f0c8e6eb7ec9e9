import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database, RefreshedMap } from '@rapport/database';
import { CLOCK, type Clock } from '@rapport/kernel';
import { KeyUse } from '../credentials/key-use.js';
import { AccessChanges } from './access-changes.js';
import { sourceGrantColumns, sourceGrantOf } from './source-grant.js';
import type { SourceGrant, SourceGrantRow } from './source-grant.js';

/** A key with which an SDK signs, and what it opens. */
export interface OauthKeyGrant extends SourceGrant {
  keyId: string;
  /** PEM. */
  publicKey: string;
  /** 32 bytes; signs the tokens that are given out for this key. */
  tokenSecret: Buffer;
}

interface Row extends SourceGrantRow {
  id: string;
  public_key: string;
  token_secret: Buffer;
}

/** Unknown keys reload the directory at most this often, as those of `WriteKeyDirectory` do. */
const missReloadMs = 50;

/** Every OAuth key of an enabled source, in memory. A new, removed or disabled one acts on every instance within some 100 ms. */
@Injectable()
export class OauthKeyDirectory implements OnModuleInit {
  private readonly keys = new RefreshedMap<OauthKeyGrant>(() => this.load());
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
      if (table === 'sources' || table === 'oauth_keys' || table === 'any') {
        this.keys.refresh().catch(() => undefined);
      }
    });
    await this.keys.refresh();
  }

  /** @param keyId uuid. Asks the database before it calls a key unknown. Notes the use. */
  async lookUp(keyId: string): Promise<OauthKeyGrant | undefined> {
    const now = this.clock.now();
    if (!this.keys.get(keyId) && (now - this.reloadedAt >= missReloadMs || now < this.reloadedAt)) {
      this.reloadedAt = now;
      await this.keys.refresh().catch(() => undefined);
    }
    const key = this.keys.get(keyId);
    if (key) this.use.oauthKeyUsed(key.keyId);
    return key;
  }

  private async load(): Promise<ReadonlyMap<string, OauthKeyGrant>> {
    const rows = await this.database.query<Row>(
      `SELECT k.id, k.public_key, k.token_secret, ${sourceGrantColumns}
         FROM access.oauth_keys k
         JOIN access.sources s ON s.workspace_id = k.workspace_id AND s.id = k.source_id
        WHERE s.enabled AND s.archived_at IS NULL`,
    );
    return new Map(
      rows.map((row) => [
        row.id,
        { ...sourceGrantOf(row), keyId: row.id, publicKey: row.public_key, tokenSecret: row.token_secret },
      ]),
    );
  }
}
