import type { Database } from '@rapport/database';
import { builtInSourcesOf } from '@rapport/events';
import { toIso } from '@rapport/kernel';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export interface SourceStats {
  sourceId: string;
  lastEventAt: Date | null;
  acceptedLastHour: number;
  rejectedLastHour: number;
  acceptedLastMinute: number;
}

/** One hour of one source; `at` is when it began. */
export interface SourceHour {
  sourceId: string;
  at: Date;
  accepted: number;
  rejected: number;
}

export interface KnownSource {
  id: string;
  name: string;
  kind: string;
  enabled: boolean;
  eventsPerSecond: number | null;
  /** Types of identifiers that its events may be matched on; null = every one. */
  matchOn: string[] | null;
}

/** What the door wants to know of sources, by workspace. */
export class SourceRepository {
  constructor(private readonly database: Database) {}

  /** Archived ones too, and those of imported files and of the API: their events are still listed. */
  async namesOf(workspaceId: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.database.query<{ id: string; name: string }>(
      `SELECT id, name FROM access.sources WHERE workspace_id = $1`,
      [workspaceId],
    );
    const made = rows.map(({ id, name }) => [id, name] as const);
    return new Map([...builtInSourcesOf(workspaceId), ...made]);
  }

  async find(workspaceId: string, sourceId: string): Promise<KnownSource | undefined> {
    const rows = await this.database.query<KnownSource>(
      `SELECT id, name, kind, enabled, events_per_second AS "eventsPerSecond", match_on AS "matchOn"
         FROM access.sources
        WHERE workspace_id = $1 AND id = $2 AND archived_at IS NULL`,
      [workspaceId, sourceId],
    );
    return rows[0];
  }

  /** Of every source that is not archived; from the counters, so the number of events does not matter. */
  async statsOf(workspaceId: string, nowMs: number): Promise<SourceStats[]> {
    const rows = await this.database.query<
      SourceStats & { acceptedLastHour: string; rejectedLastHour: string; acceptedLastMinute: string }
    >(
      `SELECT s.id AS "sourceId", latest.at AS "lastEventAt",
              coalesce(hour.accepted, 0) AS "acceptedLastHour", coalesce(hour.rejected, 0) AS "rejectedLastHour",
              coalesce(hour.last_minute, 0) AS "acceptedLastMinute"
         FROM access.sources s
         LEFT JOIN LATERAL (
           SELECT sum(events) FILTER (WHERE outcome = 'accepted') AS accepted,
                  sum(events) FILTER (WHERE outcome = 'rejected') AS rejected,
                  sum(events) FILTER (WHERE outcome = 'accepted' AND m.minute = $3::timestamptz) AS last_minute
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
      [workspaceId, toIso(nowMs - hourMs), toIso(lastWholeMinute(nowMs))],
    );
    return rows.map((row) => ({
      ...row,
      acceptedLastHour: Number(row.acceptedLastHour),
      rejectedLastHour: Number(row.rejectedLastHour),
      acceptedLastMinute: Number(row.acceptedLastMinute),
    }));
  }

  /** The last `hours` hours of the clock, the running one included, oldest first; hours without events too. */
  async hoursOf(
    workspaceId: string,
    sourceIds: readonly string[],
    hours: number,
    nowMs: number,
  ): Promise<SourceHour[]> {
    const rows = await this.database.query<SourceHour & { accepted: string; rejected: string }>(
      `SELECT s.id AS "sourceId", h.at,
              coalesce(sum(m.events) FILTER (WHERE m.outcome = 'accepted'), 0) AS accepted,
              coalesce(sum(m.events) FILTER (WHERE m.outcome = 'rejected'), 0) AS rejected
         FROM unnest($2::uuid[]) AS s(id)
        CROSS JOIN generate_series($3::timestamptz, $4::timestamptz, interval '1 hour') AS h(at)
         LEFT JOIN ingestion.source_minutes m
           ON m.workspace_id = $1 AND m.source_id = s.id AND m.minute >= h.at AND m.minute < h.at + interval '1 hour'
        GROUP BY s.id, h.at ORDER BY s.id, h.at`,
      [workspaceId, sourceIds, toIso(startOfHour(nowMs) - (hours - 1) * hourMs), toIso(startOfHour(nowMs))],
    );
    return rows.map((row) => ({ ...row, accepted: Number(row.accepted), rejected: Number(row.rejected) }));
  }
}

/** The minute that runs is not over: the one before it tells the rate. */
function lastWholeMinute(nowMs: number): number {
  return Math.floor(nowMs / minuteMs) * minuteMs - minuteMs;
}

function startOfHour(nowMs: number): number {
  return Math.floor(nowMs / hourMs) * hourMs;
}
