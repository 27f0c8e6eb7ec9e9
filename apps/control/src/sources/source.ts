import type { Actor, SourceKind } from '@rapport/access';

export interface WriteKeyRecord {
  id: string;
  key: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
}

/** A place events come from. Ids are uuids. */
export interface SourceRecord {
  id: string;
  name: string;
  kind: SourceKind;
  enabled: boolean;
  allowedOrigins: string[];
  /** null = no limit of its own. */
  eventsPerSecond: number | null;
  /** Types of identifiers that its events may be matched on; null = every one. */
  matchOn: string[] | null;
  /** The plan that its events are held against; ingestion links them. */
  trackingPlanId: string | null;
  createdAt: Date;
  createdBy: Actor;
  updatedAt: Date;
  updatedBy: Actor;
  archivedAt: Date | null;
  /** Newest first; never empty. */
  writeKeys: WriteKeyRecord[];
}
