import { Injectable } from '@nestjs/common';
import type { EventType, JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { RestOfEvent } from './event.repository.js';

export interface RefusedLink {
  type: string;
  value: string;
  reason: string;
}

export interface TimelineRow {
  id: string;
  messageId: string;
  type: EventType;
  name: string | null;
  timestamp: Date;
  receivedAt: Date;
  sourceId: string;
  properties: JsonObject | null;
  traits: JsonObject | null;
  context: JsonObject;
  refusedLinks: RefusedLink[] | null;
}

/** An event with all that is kept of it. */
export interface WholeEventRow extends TimelineRow {
  anchorType: string;
  anchorValue: string;
  anonymousId: string | null;
  groupId: string | null;
  originalTimestamp: Date | null;
  sentAt: Date | null;
  index: number | null;
  rest: RestOfEvent | null;
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

const columns = `
  e.event_id AS id, e.message_id AS "messageId", e.type, e.name, e.timestamp, e.received_at AS "receivedAt",
  e.source_id AS "sourceId", e.properties, e.traits, e.context, e.refused_links AS "refusedLinks"`;

/** All that is kept of an event; needs the node that it is filed under as `n`. */
export const wholeEventColumns = `${columns},
  n.type AS "anchorType", n.value AS "anchorValue", e.anonymous_id AS "anonymousId",
  (SELECT g.value FROM profiles.groups g WHERE g.workspace_id = e.workspace_id AND g.group_id = e.group_id) AS "groupId",
  e.original_timestamp AS "originalTimestamp", e.sent_at AS "sentAt", e.batch_index AS index, e.rest`;

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
         SELECT ${columns} FROM profiles.events e
         WHERE e.workspace_id = $1 AND e.anchor_id = n.node_id ${conditions.join(' ')}
         ORDER BY e.timestamp DESC, e.event_id DESC LIMIT $3
       ) newest
       WHERE n.workspace_id = $1 AND n.profile_id = $2
       ORDER BY newest.timestamp DESC, newest.id DESC LIMIT $3`,
      parameters,
    );
  }

  /**
   * One event of a profile, in the index of the timeline, which holds the id. Most events happened on the day on which their id
   * was given; for the others every event of the person is passed by (80 ms with 100,000).
   */
  async find(
    tx: EntityManager,
    workspaceId: string,
    profileId: string,
    eventId: string,
  ): Promise<WholeEventRow | undefined> {
    const find = `
      SELECT ${wholeEventColumns} FROM profiles.identity_nodes n
      JOIN profiles.events e ON e.workspace_id = n.workspace_id AND e.anchor_id = n.node_id
      WHERE n.workspace_id = $1 AND n.profile_id = $2 AND e.event_id = $3`;
    const wanted = [workspaceId, profileId, eventId];
    const [near] = await tx.query<WholeEventRow[]>(
      `${find} AND e.timestamp BETWEEN to_timestamp($4::float8) - interval '1 day' AND to_timestamp($4) + interval '1 day'`,
      [...wanted, secondsOfId(eventId)],
    );
    return near ?? (await tx.query<WholeEventRow[]>(find, wanted))[0];
  }
}

/** When a uuid of version 7 was made, in seconds since the epoch. */
function secondsOfId(uuid: string): number {
  return parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16) / 1000;
}
