import type { Database } from '@rapport/database';

export interface SourceStats {
  sourceId: string;
  lastEventAt: Date | null;
  acceptedLastHour: number;
  rejectedLastHour: number;
}

export interface KnownSource {
  id: string;
  name: string;
  kind: string;
  enabled: boolean;
  eventsPerSecond: number | null;
}

/** What the door wants to know of sources, by workspace. */
export class SourceRepository {
  constructor(private readonly database: Database) {}

  /** Archived ones too: their events are still listed. */
  async namesOf(workspaceId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM access.sources WHERE workspace_id = $1`,
      [workspaceId],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }

  async find(workspaceId: string, sourceId: string): Promise<KnownSource | undefined> {
    const rows = await this.database.query<KnownSource>(
      `SELECT id, name, kind, enabled, events_per_second AS "eventsPerSecond" FROM access.sources
        WHERE workspace_id = $1 AND id = $2 AND archived_at IS NULL`,
      [workspaceId, sourceId],
    );
    return rows[0];
  }

  /** Of every source that is not archived; from the counters, so the number of events does not matter. */
  async statsOf(workspaceId: string, nowMs: number): Promise<SourceStats[]> {
    const rows = await this.database.query<
      SourceStats & { acceptedLastHour: string; rejectedLastHour: string }
    >(
      `SELECT s.id AS "sourceId", latest.at AS "lastEventAt",
              coalesce(hour.accepted, 0) AS "acceptedLastHour", coalesce(hour.rejected, 0) AS "rejectedLastHour"
         FROM access.sources s
         LEFT JOIN LATERAL (
           SELECT sum(events) FILTER (WHERE outcome = 'accepted') AS accepted,
                  sum(events) FILTER (WHERE outcome = 'rejected') AS rejected
             FROM ingestion.source_minutes m
            WHERE m.workspace_id = s.workspace_id AND m.source_id = s.id AND m.minute > $2::timestamptz) hour ON true
         LEFT JOIN LATERAL (
           SELECT max(last_received_at) AS at FROM ingestion.source_minutes m
            WHERE m.workspace_id = s.workspace_id AND m.source_id = s.id AND m.minute = (
              SELECT n.minute FROM ingestion.source_minutes n
               WHERE n.workspace_id = s.workspace_id AND n.source_id = s.id
               ORDER BY n.minute DESC LIMIT 1)) latest ON true
        WHERE s.workspace_id = $1 AND s.archived_at IS NULL
        ORDER BY s.created_at, s.id`,
      [workspaceId, new Date(nowMs - 3_600_000).toISOString()],
    );
    return rows.map((row) => ({
      ...row,
      acceptedLastHour: Number(row.acceptedLastHour),
      rejectedLastHour: Number(row.rejectedLastHour),
    }));
  }
}
