import { Injectable } from '@nestjs/common';
import type { EventType, JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';

export interface TimelineRow {
  id: string;
  messageId: string;
  type: EventType;
  name: string | null;
  timestamp: Date;
  receivedAt: Date;
  sourceId: string;
  properties: JsonObject | null;
  context: JsonObject;
}

export interface TimelineFilter {
  workspaceId: string;
  profileId: string;
  events: readonly string[] | undefined;
  types: readonly EventType[] | undefined;
  from: string | undefined;
  to: string | undefined;
  /** The last row of the page before. */
  after: { at: string; id: string } | undefined;
  limit: number;
}

/** The timeline of a profile: the newest of each of its identifiers' events, merged. At most 100 index ranges. */
@Injectable()
export class TimelineRepository {
  async list(tx: EntityManager, filter: TimelineFilter): Promise<TimelineRow[]> {
    const parameters: unknown[] = [filter.workspaceId, filter.profileId, filter.limit];
    const where = (sql: (place: string) => string, value: unknown): string =>
      value === undefined ? '' : `AND ${sql(`$${parameters.push(value)}`)}`;
    const conditions = [
      where((place) => `e.name = ANY(${place}::text[])`, filter.events),
      where((place) => `e.type = ANY(${place}::text[])`, filter.types),
      where((place) => `e.timestamp >= ${place}::timestamptz`, filter.from),
      where((place) => `e.timestamp < ${place}::timestamptz`, filter.to),
      filter.after
        ? `AND (e.timestamp, e.event_id) < ($${parameters.push(filter.after.at)}::timestamptz, ` +
          `$${parameters.push(filter.after.id)}::uuid)`
        : '',
    ];
    return tx.query<TimelineRow[]>(
      `SELECT newest.* FROM profiles.identity_nodes n
       CROSS JOIN LATERAL (
         SELECT e.event_id AS id, e.message_id AS "messageId", e.type, e.name, e.timestamp, e.received_at AS "receivedAt",
           e.source_id AS "sourceId", e.properties, e.context
         FROM profiles.events e
         WHERE e.workspace_id = $1 AND e.anchor_id = n.node_id ${conditions.join(' ')}
         ORDER BY e.timestamp DESC, e.event_id DESC LIMIT $3
       ) newest
       WHERE n.workspace_id = $1 AND n.profile_id = $2
       ORDER BY newest.timestamp DESC, newest.id DESC LIMIT $3`,
      parameters,
    );
  }
}
