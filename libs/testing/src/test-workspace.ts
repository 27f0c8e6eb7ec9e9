import { createHash } from 'node:crypto';
import type { Database } from '@rapport/database';
import { newId, publicId, systemClock, toIso } from '@rapport/kernel';

/** A workspace with its owner, a source and credentials on demand, as control would have made them. */
export interface TestWorkspace {
  workspaceId: string;
  /** `wsp_…`, for the header `Rapport-Workspace`. */
  publicId: string;
  memberId: string;
  sourceId: string;
  writeKey: string;
  /** `Bearer sk_…` of a new key with these scopes; `*` without any. */
  bearer(...scopes: string[]): Promise<string>;
  /** A new session: what the browser keeps, and what the console sends. */
  session(): Promise<{ id: string; cookie: string; csrfToken: string }>;
}

/** @param access a `Database` of the owner `access` or `control` */
export async function testWorkspace(access: Database): Promise<TestWorkspace> {
  const [workspaceId, memberId, sourceId] = [newId(), newId(), newId()];
  const writeKey = `wk_${newId().replaceAll('-', '')}`;
  const now = toIso(systemClock.now());
  await access.query(
    `INSERT INTO access.workspaces
       (id, key, name, region, time_zone, default_locale, brand, identity_key, created_at, updated_at, updated_by)
     VALUES ($1, $2, 'Acme', 'default', 'UTC', 'en', '{}', $3, $4, $4, '{}')`,
    [workspaceId, `acme-${workspaceId}`, sha256(workspaceId), now],
  );
  await access.query(
    `INSERT INTO access.members (id, email, password_hash, name, created_at) VALUES ($1, $2, 'none', 'Ada', $3)`,
    [memberId, `${memberId}@acme.test`, now],
  );
  await access.query(
    `INSERT INTO access.memberships (workspace_id, member_id, role, created_at) VALUES ($1, $2, 'owner', $3)`,
    [workspaceId, memberId, now],
  );
  await access.query(
    `INSERT INTO access.sources
       (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
     VALUES ($1, $2, 'Web', 'any', true, '{}', $3, '{}', $3)`,
    [workspaceId, sourceId, now],
  );
  await access.query(
    'INSERT INTO access.write_keys (workspace_id, id, source_id, key, created_at) VALUES ($1, $2, $3, $4, $5)',
    [workspaceId, newId(), sourceId, writeKey, now],
  );
  return {
    workspaceId,
    publicId: publicId('wsp', workspaceId),
    memberId,
    sourceId,
    writeKey,
    bearer: (...scopes) => newBearer(access, workspaceId, scopes.length > 0 ? scopes : ['*']),
    session: () => newSession(access, memberId),
  };
}

async function newBearer(access: Database, workspaceId: string, scopes: string[]): Promise<string> {
  const keyId = newId().replaceAll('-', '');
  const secret = sha256(keyId).toString('base64url');
  await access.query(
    `INSERT INTO access.api_keys (workspace_id, id, key_id, secret_hash, name, scopes, created_at, created_by)
     VALUES ($1, $2, $3, $4, 'Test key', $5, $6, '{}')`,
    [workspaceId, newId(), keyId, sha256(secret), scopes, toIso(systemClock.now())],
  );
  return `Bearer sk_${keyId}_${secret}`;
}

async function newSession(
  access: Database,
  memberId: string,
): Promise<{ id: string; cookie: string; csrfToken: string }> {
  const [id, csrfToken] = [newId(), newId()];
  const token = sha256(id).toString('base64url');
  const now = systemClock.now();
  await access.query(
    `INSERT INTO access.sessions (id, token_hash, member_id, csrf_token, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $5, $6)`,
    [id, sha256(token), memberId, csrfToken, toIso(now), toIso(now + 7 * 86_400_000)],
  );
  return { id, cookie: `rapport_session=${token}`, csrfToken };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
