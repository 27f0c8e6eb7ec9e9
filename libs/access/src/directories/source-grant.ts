export type SourceKind = 'any' | 'browser' | 'mobile' | 'server';

/** What a credential of a source opens, whichever kind it is. */
export interface SourceGrant {
  workspaceId: string;
  sourceId: string;
  sourceName: string;
  kind: SourceKind;
  /** Advisory; empty = any. */
  allowedOrigins: readonly string[];
  /** null = no limit of its own. */
  rateLimit: { eventsPerSecond: number } | null;
  /** Types of identifiers that its events may be matched on; null = every one. */
  matchOn: readonly string[] | null;
}

export interface SourceGrantRow {
  workspace_id: string;
  source_id: string;
  name: string;
  kind: SourceKind;
  allowed_origins: string[];
  events_per_second: number | null;
  match_on: string[] | null;
}

/** Columns of `SourceGrantRow`, with `s` for `access.sources`. */
export const sourceGrantColumns =
  's.workspace_id, s.id AS source_id, s.name, s.kind, s.allowed_origins, s.events_per_second, s.match_on';

export function sourceGrantOf(row: SourceGrantRow): SourceGrant {
  return {
    workspaceId: row.workspace_id,
    sourceId: row.source_id,
    sourceName: row.name,
    kind: row.kind,
    allowedOrigins: row.allowed_origins,
    rateLimit: row.events_per_second === null ? null : { eventsPerSecond: row.events_per_second },
    matchOn: row.match_on,
  };
}
