import { createHash } from 'node:crypto';
import type { Database } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';

const keptMs = 24 * 60 * 60 * 1000;

/** Which request it is (api.md 2.5). */
export interface RequestIdentity {
  workspaceId: string;
  /** Kind and uuid of the credential. */
  credential: string;
  /** Method and path, with the path's values. */
  route: string;
  key: string;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface StoredAnswer extends Answer {
  bodyHash: Buffer;
}

interface Row {
  body_hash: Buffer;
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export function hashOfBody(body: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest();
}

/** Answers that were given under an `Idempotency-Key`, in the schema of the service that gave them. */
export class StoredAnswers {
  constructor(private readonly database: Database) {}

  private get table(): string {
    return `${this.database.owner}.idempotency_keys`;
  }

  /** Until `tx` ends, nobody else works on the same request. False when somebody does. */
  async claim(tx: EntityManager, request: RequestIdentity): Promise<boolean> {
    const name = JSON.stringify([request.workspaceId, request.credential, request.route, request.key]);
    const [row] = await tx.query<[{ claimed: boolean }]>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed',
      [name],
    );
    return row.claimed;
  }

  async find(tx: EntityManager, request: RequestIdentity, now: number): Promise<StoredAnswer | undefined> {
    const rows = await tx.query<Row[]>(
      `SELECT body_hash, status, headers, body FROM ${this.table}
        WHERE workspace_id = $1 AND credential = $2 AND route = $3 AND key = $4 AND stored_at > $5`,
      [...valuesOf(request), toIso(now - keptMs)],
    );
    const row = rows[0];
    return row && { bodyHash: row.body_hash, status: row.status, headers: row.headers, body: row.body };
  }

  async store(tx: EntityManager, request: RequestIdentity, answer: StoredAnswer, now: number): Promise<void> {
    await tx.query(
      `INSERT INTO ${this.table} (workspace_id, credential, route, key, body_hash, status, headers, body, stored_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (workspace_id, credential, route, key) DO UPDATE SET body_hash = EXCLUDED.body_hash,
         status = EXCLUDED.status, headers = EXCLUDED.headers, body = EXCLUDED.body, stored_at = EXCLUDED.stored_at`,
      [
        ...valuesOf(request),
        answer.bodyHash,
        answer.status,
        JSON.stringify(answer.headers),
        answer.body === undefined ? null : JSON.stringify(answer.body, withoutSecrets),
        toIso(now),
      ],
    );
  }

  async forgetOld(now: number): Promise<void> {
    await this.database.newTransaction((tx) =>
      tx.query(`DELETE FROM ${this.table} WHERE stored_at <= $1`, [toIso(now - keptMs)]),
    );
  }
}

function valuesOf(request: RequestIdentity): string[] {
  return [request.workspaceId, request.credential, request.route, request.key];
}

/** What is shown once is not kept: a replay shows null in its place. */
function withoutSecrets(name: string, value: unknown): unknown {
  return name === 'secret' ? null : value;
}
