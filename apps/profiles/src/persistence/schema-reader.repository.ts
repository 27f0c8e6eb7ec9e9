import { Injectable } from '@nestjs/common';
import type { EventType } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { SchemaSort } from '../schema/schema.query.js';
import { type ValueType, valueTypes } from '../schema/domain/value-types.js';
import { typeColumns } from './schema-counts.repository.js';

export interface SchemaPosition {
  /** The value that the list is sorted by. */
  by: string | number;
  type: string;
  name: string;
}

export interface SchemaList {
  workspaceId: string;
  /** The first of the days that count, UTC. */
  from: string;
  q: string | undefined;
  sort: SchemaSort;
  after: SchemaPosition | undefined;
  limit: number;
}

export interface EventRow {
  type: EventType;
  name: string;
  count30d: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
}

export interface FieldRow {
  path: string;
  count30d: number;
  filled: number;
  typeCounts: Record<ValueType, number>;
  examples: (string | number | boolean)[];
  firstSeenAt: Date;
  lastSeenAt: Date;
}

const orders: Record<SchemaSort, { column: string; type: string; direction: 'ASC' | 'DESC' }> = {
  name: { column: 'name', type: 'text', direction: 'ASC' },
  '-count30d': { column: 'count30d', type: 'bigint', direction: 'DESC' },
  '-firstSeenAt': { column: 'first_seen_at', type: 'timestamptz', direction: 'DESC' },
  '-lastSeenAt': { column: 'last_seen_at', type: 'timestamptz', direction: 'DESC' },
};

/** Sums over days and lanes, per path, of what `$1 … $4` say: workspace, first day, type, name. */
const fieldTotals = `
  SELECT n.path AS name, n.type, n.first_seen_at, coalesce(d.last_seen_at, n.last_seen_on::timestamptz) AS last_seen_at,
         coalesce(d.events, 0) AS count30d, coalesce(d.filled, 0) AS filled,
         ${valueTypes.map((type) => `coalesce(d.${typeColumns[type]}, 0) AS ${typeColumns[type]}`).join(', ')}
    FROM profiles.schema_names n
    LEFT JOIN (
      SELECT path, max(last_seen_at) AS last_seen_at,
             ${['events', 'filled', ...Object.values(typeColumns)].map((one) => `sum(${one}) AS ${one}`).join(', ')}
        FROM profiles.schema_field_days
       WHERE workspace_id = $1 AND day >= $2::date AND type = $3 AND name = $4 GROUP BY path) d USING (path)
   WHERE n.workspace_id = $1 AND n.type = $3 AND n.name = $4 AND n.path <> ''`;

/** The newest five of every lane and day, each once. */
const newestExamples = `
  ARRAY(SELECT e.value FROM profiles.schema_field_days x
          CROSS JOIN LATERAL jsonb_array_elements(x.examples) WITH ORDINALITY AS e (value, place)
         WHERE x.workspace_id = $1 AND x.day >= $2::date AND x.type = $3 AND x.name = $4 AND x.path = t.name
         GROUP BY e.value ORDER BY max(x.day) DESC, max(x.last_seen_at) DESC, min(e.place) LIMIT 5)`;

/** The schema as the API reads it. */
@Injectable()
export class SchemaReader {
  async events(tx: EntityManager, list: SchemaList): Promise<EventRow[]> {
    const { where, order, parameters } = pageBy(list, 3);
    const rows = await tx.query<RawRow[]>(
      `SELECT * FROM (
         SELECT n.type, n.name, n.first_seen_at, coalesce(d.events, 0) AS count30d,
                coalesce(d.last_seen_at, n.last_seen_on::timestamptz) AS last_seen_at
           FROM profiles.schema_names n
           LEFT JOIN (
             SELECT type, name, sum(events) AS events, max(last_seen_at) AS last_seen_at
               FROM profiles.schema_event_days WHERE workspace_id = $1 AND day >= $2::date GROUP BY 1, 2) d
             USING (type, name)
          WHERE n.workspace_id = $1 AND n.path = '') t
        WHERE ${where} ORDER BY ${order}`,
      [list.workspaceId, list.from, ...parameters],
    );
    return rows.map(eventRow);
  }

  /** @returns undefined for what was never seen */
  async event(
    tx: EntityManager,
    { workspaceId, type, name, from }: { workspaceId: string; type: EventType; name: string; from: string },
  ): Promise<EventRow | undefined> {
    const [row] = await tx.query<RawRow[]>(
      `SELECT n.type, n.name, n.first_seen_at, coalesce(d.events, 0) AS count30d,
              coalesce(d.last_seen_at, n.last_seen_on::timestamptz) AS last_seen_at
         FROM profiles.schema_names n CROSS JOIN (
           SELECT sum(events) AS events, max(last_seen_at) AS last_seen_at FROM profiles.schema_event_days
            WHERE workspace_id = $1 AND type = $2 AND name = $3 AND day >= $4::date) d
        WHERE n.workspace_id = $1 AND n.type = $2 AND n.name = $3 AND n.path = ''`,
      [workspaceId, type, name, from],
    );
    return row && eventRow(row);
  }

  /** Events of the workspace since `from`, by day and source, of one name or (undefined) of all names. */
  async total(
    tx: EntityManager,
    workspaceId: string,
    from: string,
  ): Promise<{ all: number; unnamed: number }> {
    const [row] = await tx.query<{ all: string; unnamed: string }[]>(
      `SELECT coalesce(sum(events), 0) AS all, coalesce(sum(events) FILTER (WHERE name = ''), 0) AS unnamed
         FROM profiles.schema_event_days WHERE workspace_id = $1 AND day >= $2::date`,
      [workspaceId, from],
    );
    return { all: Number(row?.all), unnamed: Number(row?.unnamed) };
  }

  async daysAndSources(
    tx: EntityManager,
    { workspaceId, type, name, from }: { workspaceId: string; type: EventType; name: string; from: string },
  ): Promise<{ day: string; sourceId: string; events: number; lastSeenAt: Date }[]> {
    const rows = await tx.query<{ day: string; sourceId: string; events: string; lastSeenAt: Date }[]>(
      `SELECT to_char(day, 'YYYY-MM-DD') AS day, source_id AS "sourceId", sum(events) AS events,
              max(last_seen_at) AS "lastSeenAt"
         FROM profiles.schema_event_days
        WHERE workspace_id = $1 AND type = $2 AND name = $3 AND day >= $4::date GROUP BY 1, 2 ORDER BY 1, 2`,
      [workspaceId, type, name, from],
    );
    return rows.map((row) => ({ ...row, events: Number(row.events) }));
  }

  /** What was seen in the events of one type and name. */
  async fields(
    tx: EntityManager,
    of: { type: EventType; name: string },
    list: SchemaList,
  ): Promise<FieldRow[]> {
    const { where, order, parameters } = pageBy(list, 5);
    const rows = await tx.query<RawRow[]>(
      `SELECT t.*, ${newestExamples} AS examples
         FROM (SELECT * FROM (${fieldTotals}) t WHERE ${where} ORDER BY ${order}) t ORDER BY ${order.replace(/ LIMIT.*/, '')}`,
      [list.workspaceId, list.from, of.type, of.name, ...parameters],
    );
    return rows.map(fieldRow);
  }

  /** Events that held more than is shown by name. */
  async overflowOf(
    tx: EntityManager,
    { workspaceId, type, name, from }: { workspaceId: string; type: EventType; name: string; from: string },
  ): Promise<number> {
    const [row] = await tx.query<{ events: string }[]>(
      `SELECT coalesce(sum(events), 0) AS events FROM profiles.schema_field_days
        WHERE workspace_id = $1 AND type = $2 AND name = $3 AND path = '' AND day >= $4::date`,
      [workspaceId, type, name, from],
    );
    return Number(row?.events ?? 0);
  }
}

type RawRow = Record<string, unknown>;

/** Where a page begins and in which order it goes; parameters count from `next`. */
function pageBy(
  { q, sort, after, limit }: SchemaList,
  next: number,
): { where: string; order: string; parameters: unknown[] } {
  const { column, type, direction } = orders[sort];
  const parameters: unknown[] = [q ?? null];
  let where = `($${next}::text IS NULL OR strpos(lower(t.name), lower($${next})) > 0)`;
  if (after) {
    const sign = direction === 'ASC' ? '>' : '<';
    where += ` AND (t.${column}, t.type, t.name) ${sign} ($${next + 1}::${type}, $${next + 2}, $${next + 3})`;
    parameters.push(after.by, after.type, after.name);
  }
  const order = `t.${column} ${direction}, t.type ${direction}, t.name ${direction} LIMIT ${limit}`;
  return { where, order, parameters };
}

function eventRow(row: RawRow): EventRow {
  return {
    type: row.type as EventType,
    name: row.name as string,
    count30d: Number(row.count30d ?? 0),
    firstSeenAt: row.first_seen_at as Date,
    lastSeenAt: row.last_seen_at as Date,
  };
}

function fieldRow(row: RawRow): FieldRow {
  return {
    path: row.name as string,
    count30d: Number(row.count30d),
    filled: Number(row.filled),
    typeCounts: Object.fromEntries(
      valueTypes.map((type) => [type, Number(row[typeColumns[type]])]),
    ) as FieldRow['typeCounts'],
    examples: row.examples as FieldRow['examples'],
    firstSeenAt: row.first_seen_at as Date,
    lastSeenAt: row.last_seen_at as Date,
  };
}
