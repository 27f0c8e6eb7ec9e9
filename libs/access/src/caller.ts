import type { Role } from './scopes-of-role.js';
import type { Scope } from './scopes.js';

export interface ApiKeyCaller {
  kind: 'api_key';
  /** uuid of the key; its public id is `key_…`. */
  keyId: string;
  workspaceId: string;
  scopes: readonly Scope[];
  name: string;
}

export interface SessionCaller {
  kind: 'session';
  /** uuid; never the cookie's value. */
  sessionId: string;
  memberId: string;
  memberName: string | null;
  memberEmail: string;
  /** null on a route that needs no workspace, when none was named. */
  workspaceId: string | null;
  role: Role | null;
  scopes: readonly Scope[];
  csrfToken: string;
}

export interface WriteKeyCaller {
  kind: 'write_key';
  sourceId: string;
  workspaceId: string;
}

/** Who is calling, as the guard found out. Ids are uuids. */
export type Caller = ApiKeyCaller | SessionCaller | WriteKeyCaller;

/** Who did something, as answers and versions name them (`createdBy`, `publishedBy`, `changedBy`). */
export interface Actor {
  kind: 'member' | 'api_key' | 'system';
  /** Public id (`mem_…`, `key_…`); null for the system. */
  id: string | null;
  name: string | null;
}
