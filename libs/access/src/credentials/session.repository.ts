import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, toIso } from '@rapport/kernel';
import type { Role } from '../scopes-of-role.js';

/** A session that nobody uses for so long is over (security.md T5). */
export const sessionIdleMs = 12 * 60 * 60 * 1000;
/** `last_seen_at` is written this often at most. */
const touchMs = 60_000;

export interface SessionRecord {
  id: string;
  memberId: string;
  memberName: string | null;
  memberEmail: string;
  csrfToken: string;
  /** In the workspace that was asked for; null when the member has none there, or none was asked for. */
  role: Role | null;
}

interface Row {
  id: string;
  member_id: string;
  name: string | null;
  email: string;
  csrf_token: string;
  last_seen_at: Date;
  role: Role | null;
}

/** Sessions are kept by the hash of their token: who reads the table cannot log in. */
@Injectable()
export class SessionRepository {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async findByToken(token: string, workspaceId: string | null): Promise<SessionRecord | undefined> {
    const [row] = await this.database.query<Row>(
      `SELECT s.id, s.member_id, m.name, m.email, s.csrf_token, s.last_seen_at, ms.role
         FROM access.sessions s
         JOIN access.members m ON m.id = s.member_id
         LEFT JOIN access.memberships ms ON ms.member_id = s.member_id AND ms.workspace_id = $4
        WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3`,
      [createHash('sha256').update(token).digest(), ...this.stillAlive(), workspaceId],
    );
    if (!row) return undefined;
    if (this.clock.now() - row.last_seen_at.getTime() > touchMs) await this.touch(row.id);
    return {
      id: row.id,
      memberId: row.member_id,
      memberName: row.name,
      memberEmail: row.email,
      csrfToken: row.csrf_token,
      role: row.role,
    };
  }

  async isAlive(id: string): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT 1 FROM access.sessions WHERE id = $1 AND expires_at > $2 AND last_seen_at > $3',
      [id, ...this.stillAlive()],
    );
    return rows.length > 0;
  }

  private async touch(id: string): Promise<void> {
    await this.database.query('UPDATE access.sessions SET last_seen_at = $2 WHERE id = $1', [
      id,
      toIso(this.clock.now()),
    ]);
  }

  /** Lower bounds of `expires_at` and `last_seen_at`. */
  private stillAlive(): [string, string] {
    const now = this.clock.now();
    return [toIso(now), toIso(now - sessionIdleMs)];
  }
}
