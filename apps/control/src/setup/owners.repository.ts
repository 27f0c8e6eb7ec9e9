import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';

/** Held while an owner is made, so that of two calls at once one sees the other's owner. */
const setupLock = 7_270_676_804;

/** All that a first owner comes with. Ids are uuids, times ISO 8601. */
export interface Installation {
  at: string;
  by: Actor;
  workspace: { id: string; key: string; name: string; region: string; timeZone: string; identityKey: Buffer };
  member: { id: string; email: string; name: string | null; passwordHash: string };
  source: { id: string; name: string; writeKeyId: string; writeKey: string };
  apiKey: { id: string; name: string; keyId: string; secretHash: Buffer };
}

@Injectable()
export class OwnersRepository {
  private seen = false;

  constructor(@Inject(Database) private readonly database: Database) {}

  /** Asked without a credential, so the answer yes is remembered: owners do not go away. */
  async ownerExists(): Promise<boolean> {
    if (this.seen) return true;
    const [row] = await this.database.query<{ found: boolean }>(
      'SELECT EXISTS (SELECT FROM access.members) AS found',
    );
    this.seen = row?.found ?? false;
    return this.seen;
  }

  /** False, and nothing written, when somebody else was first. */
  async install(installation: Installation, tx: EntityManager): Promise<boolean> {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [setupLock]);
    const [row] = await tx.query<[{ found: boolean }]>('SELECT EXISTS (SELECT FROM access.members) AS found');
    if (row.found) return false;
    await this.addWorkspace(installation, tx);
    await this.addMember(installation, tx);
    await this.addSource(installation, tx);
    await this.addApiKey(installation, tx);
    return true;
  }

  private async addWorkspace({ at, by, workspace }: Installation, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO access.workspaces
         (id, key, name, region, time_zone, default_locale, brand, identity_key, created_at, updated_at, updated_by)
       VALUES ($1, $2, $3, $4, $5, 'en', '{}', $6, $7, $7, $8)`,
      [
        workspace.id,
        workspace.key,
        workspace.name,
        workspace.region,
        workspace.timeZone,
        workspace.identityKey,
        at,
        by,
      ],
    );
  }

  private async addMember({ at, workspace, member }: Installation, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO access.members (id, email, name, password_hash, created_at) VALUES ($1, $2, $3, $4, $5)`,
      [member.id, member.email, member.name, member.passwordHash, at],
    );
    await tx.query(
      `INSERT INTO access.memberships (workspace_id, member_id, role, created_at) VALUES ($1, $2, 'owner', $3)`,
      [workspace.id, member.id, at],
    );
  }

  private async addSource({ at, by, workspace, source }: Installation, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO access.sources
         (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
       VALUES ($1, $2, $3, 'any', true, '{}', $4, $5, $4)`,
      [workspace.id, source.id, source.name, at, by],
    );
    await tx.query(
      `INSERT INTO access.write_keys (workspace_id, id, source_id, key, created_at) VALUES ($1, $2, $3, $4, $5)`,
      [workspace.id, source.writeKeyId, source.id, source.writeKey, at],
    );
  }

  private async addApiKey({ at, by, workspace, apiKey }: Installation, tx: EntityManager): Promise<void> {
    await tx.query(
      `INSERT INTO access.api_keys (workspace_id, id, key_id, secret_hash, name, scopes, created_at, created_by)
       VALUES ($1, $2, $3, $4, $5, '{*}', $6, $7)`,
      [workspace.id, apiKey.id, apiKey.keyId, apiKey.secretHash, apiKey.name, at, by],
    );
  }
}
