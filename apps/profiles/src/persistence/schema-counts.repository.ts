import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { EventCount, FieldCount } from '../schema/domain/chunk-sightings.js';
import { valueTypes } from '../schema/domain/value-types.js';
import { columnsOf, jsonColumn, runPrepared } from './run-prepared.js';

const addEvents = {
  name: 'profiles_add_schema_event_days',
  text: `
    INSERT INTO profiles.schema_event_days AS d
      (workspace_id, day, type, name, source_id, lane, events, last_seen_at)
    SELECT workspace_id, day, type, name, source_id, $1::int, events, last_seen_at
      FROM unnest($2::uuid[], $3::date[], $4::text[], $5::text[], $6::uuid[], $7::bigint[], $8::timestamptz[])
        AS g (workspace_id, day, type, name, source_id, events, last_seen_at)
    ON CONFLICT (workspace_id, type, name, day, source_id, lane) DO UPDATE
      SET events = d.events + excluded.events, last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at)`,
};

/** A column of counts for each type of value, as `strings`. */
export const typeColumns = {
  string: 'strings',
  date_time: 'date_times',
  integer: 'integers',
  number: 'numbers',
  boolean: 'booleans',
  null: 'nulls',
  object: 'objects',
  array: 'arrays',
} as const satisfies Record<(typeof valueTypes)[number], string>;

const counted = ['events', 'filled', ...valueTypes.map((type) => typeColumns[type])];

/** Examples of today: the newest five, each once; untouched when the chunk brings none that is new. */
const addFields = {
  name: 'profiles_add_schema_field_days',
  text: `
    INSERT INTO profiles.schema_field_days AS d
      (workspace_id, day, type, name, path, lane, last_seen_at, ${counted.join(', ')}, examples)
    SELECT workspace_id, day, type, name, path, $1::int, last_seen_at, ${counted.join(', ')}, examples
      FROM unnest($2::uuid[], $3::date[], $4::text[], $5::text[], $6::text[], $7::timestamptz[],
        ${counted.map((_, index) => `$${index + 8}::bigint[]`).join(', ')},
        string_to_array($${counted.length + 8}, chr(1))::jsonb[])
        AS g (workspace_id, day, type, name, path, last_seen_at, ${counted.join(', ')}, examples)
    ON CONFLICT (workspace_id, type, name, path, day, lane) DO UPDATE
      SET ${counted.map((column) => `${column} = d.${column} + excluded.${column}`).join(', ')},
          last_seen_at = greatest(d.last_seen_at, excluded.last_seen_at),
          examples = CASE WHEN d.examples @> excluded.examples THEN d.examples ELSE (
            SELECT jsonb_agg(value ORDER BY place) FROM (
              SELECT value, min(place) AS place
                FROM jsonb_array_elements(excluded.examples || d.examples) WITH ORDINALITY AS e (value, place)
               GROUP BY value ORDER BY 2 LIMIT 5) newest) END`,
};

/** Counters per day, name and lane. A lane belongs to one partition of the topic, whose consumer alone writes it. */
@Injectable()
export class SchemaCountsRepository {
  async addEvents(tx: EntityManager, counts: readonly EventCount[], lane: number): Promise<void> {
    if (counts.length === 0) return;
    const columns = columnsOf(counts, 7, (count) => [
      count.workspaceId,
      count.day,
      count.type,
      count.name,
      count.sourceId,
      count.events,
      toIso(count.lastMs),
    ]);
    await runPrepared(tx, addEvents, [lane, ...columns]);
  }

  async addFields(tx: EntityManager, counts: readonly FieldCount[], lane: number): Promise<void> {
    if (counts.length === 0) return;
    const columns = columnsOf(counts, 6 + counted.length, (count) => [
      count.workspaceId,
      count.day,
      count.type,
      count.name,
      count.path,
      toIso(count.lastMs),
      count.events,
      count.filled,
      ...valueTypes.map((type) => count.types.get(type) ?? 0),
    ]);
    const examples = jsonColumn(counts, (count) => JSON.stringify(count.examples));
    await runPrepared(tx, addFields, [lane, ...columns, examples]);
  }
}
