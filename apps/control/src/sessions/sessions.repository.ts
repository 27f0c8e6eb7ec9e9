import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';

export interface Account {
  id: string;
  email: string;
  name: string | null;
  passwordHash: string;
}

export interface WorkspaceRole {
  id: string;
  name: string;
  role: string;
}

export interface NewSession {
  id: string;
  memberId: string;
  tokenHash: Buffer;
  csrfToken: string;
  /** ISO 8601 */
  createdAt: string;
  expiresAt: string;
}

@Injectable()
export class SessionsRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  async accountByEmail(email: string): Promise<Account | undefined> {
    const [row] = await this.database.query<{
      id: string;
      email: string;
      name: string | null;
      password_hash: string;
    }>('SELECT id, email, name, password_hash FROM access.members WHERE email = $1', [email]);
    return row && { id: row.id, email: row.email, name: row.name, passwordHash: row.password_hash };
  }

  async memberOf(memberId: string): Promise<Omit<Account, 'passwordHash'> | undefined> {
    const [row] = await this.database.query<{ id: string; email: string; name: string | null }>(
      'SELECT id, email, name FROM access.members WHERE id = $1',
      [memberId],
    );
    return row;
  }

  async workspacesOf(memberId: string): Promise<WorkspaceRole[]> {
    return this.database.query<WorkspaceRole>(
      `SELECT w.id, w.name, m.role FROM access.memberships m JOIN access.workspaces w ON w.id = m.workspace_id
        WHERE m.member_id = $1 ORDER BY m.created_at, w.id`,
      [memberId],
    );
  }

  /** Opens a session, and clears the expired ones on the way. */
  async open(session: NewSession): Promise<void> {
    await this.database.query('DELETE FROM access.sessions WHERE expires_at < $1', [session.createdAt]);
    await this.database.query(
      `INSERT INTO access.sessions (id, token_hash, member_id, csrf_token, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $5, $6)`,
      [
        session.id,
        session.tokenHash,
        session.memberId,
        session.csrfToken,
        session.createdAt,
        session.expiresAt,
      ],
    );
  }

  async end(sessionId: string): Promise<void> {
    await this.database.query('DELETE FROM access.sessions WHERE id = $1', [sessionId]);
  }

  /** Ends the session that a browser still holds when it logs in again: its token is not used twice. */
  async endByToken(tokenHash: Buffer): Promise<void> {
    await this.database.query('DELETE FROM access.sessions WHERE token_hash = $1', [tokenHash]);
  }
}
