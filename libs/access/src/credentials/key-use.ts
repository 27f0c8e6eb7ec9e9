import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, toIso } from '@rapport/kernel';

const flushMs = 5_000;

/** Notes when keys were last used: in memory at each use, in the database every few seconds, one statement for all. */
@Injectable()
export class KeyUse implements OnModuleInit, OnApplicationShutdown {
  private readonly apiKeys = new Map<string, number>();
  private readonly writeKeys = new Map<string, number>();
  private readonly oauthKeys = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.flush(), flushMs);
    this.timer.unref();
  }

  /** @param id uuid of the key */
  apiKeyUsed(id: string): void {
    this.apiKeys.set(id, this.clock.now());
  }

  /** @param id `WriteKeyGrant.writeKeyId` */
  writeKeyUsed(id: string): void {
    this.writeKeys.set(id, this.clock.now());
  }

  /** @param id `OauthKeyGrant.keyId` */
  oauthKeyUsed(id: string): void {
    this.oauthKeys.set(id, this.clock.now());
  }

  /** A failed write is no loss worth a retry: the next use notes it again. */
  async flush(): Promise<void> {
    await Promise.all([
      this.write('api_keys', this.apiKeys).catch(() => undefined),
      this.write('write_keys', this.writeKeys).catch(() => undefined),
      this.write('oauth_keys', this.oauthKeys).catch(() => undefined),
    ]);
  }

  private async write(
    table: 'api_keys' | 'write_keys' | 'oauth_keys',
    uses: Map<string, number>,
  ): Promise<void> {
    if (uses.size === 0) return;
    const taken = [...uses];
    uses.clear();
    await this.database.newTransaction((tx) =>
      tx.query(
        `UPDATE access.${table} k SET last_used_at = GREATEST(k.last_used_at, used.at)
           FROM unnest($1::uuid[], $2::timestamptz[]) AS used(id, at) WHERE k.id = used.id`,
        [taken.map(([id]) => id), taken.map(([, at]) => toIso(at))],
      ),
    );
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }
}
