import type { Actor } from '@rapport/access';

/** An API key without its secret, which nobody keeps. Ids are uuids. */
export interface ApiKeyRecord {
  id: string;
  name: string;
  scopes: string[];
  createdAt: Date;
  createdBy: Actor;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}
