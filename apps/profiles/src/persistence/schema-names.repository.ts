import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { SchemaName } from '../schema/domain/admitted-counts.js';
import { columnsOf, runPrepared } from './run-prepared.js';

/** Names that one workspace's schema holds at most: somebody who builds names from data must not fill the disk. */
export const schemaLimits = {
  events: 2_000,
  fieldsOfEvent: 500,
  fields: 20_000,
} as const;

/** One statement: which of the names are held, and that they were seen today. A row that another chunk writes is left to it. */
const confirm = {
  name: 'profiles_confirm_schema_names',
  text: `
    WITH given AS (
      SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) AS g (workspace_id, type, name, path)),
    stale AS (
      SELECT n.workspace_id, n.type, n.name, n.path FROM profiles.schema_names n
        JOIN given USING (workspace_id, type, name, path)
       WHERE n.last_seen_on < $5::date FOR UPDATE OF n SKIP LOCKED),
    seen AS (
      UPDATE profiles.schema_names n SET last_seen_on = $5::date FROM stale
       WHERE n.workspace_id = stale.workspace_id AND n.type = stale.type AND n.name = stale.name
         AND n.path = stale.path)
    SELECT n.workspace_id AS "workspaceId", n.type, n.name, n.path
      FROM profiles.schema_names n JOIN given USING (workspace_id, type, name, path)`,
};

/**
 * Takes names in as far as there is room, in the order in which they are given. Two chunks at once may each fill the last
 * room: the limit is exceeded by a chunk's names at most.
 */
const takeIn = {
  name: 'profiles_take_in_schema_names',
  text: `
    WITH given AS (
      SELECT g.*, row_number() OVER (PARTITION BY workspace_id, path = '' ORDER BY place) AS in_workspace,
             row_number() OVER (PARTITION BY workspace_id, type, name, path = '' ORDER BY place) AS in_event
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[]) WITH ORDINALITY
          AS g (workspace_id, type, name, path, first_seen_at, place)),
    held AS (
      SELECT workspace_id, count(*) FILTER (WHERE path = '') AS events, count(*) FILTER (WHERE path <> '') AS fields
        FROM profiles.schema_names WHERE workspace_id IN (SELECT workspace_id FROM given) GROUP BY 1),
    held_fields AS (
      SELECT workspace_id, type, name, count(*) AS fields
        FROM profiles.schema_names JOIN (SELECT DISTINCT workspace_id, type, name FROM given) e
          USING (workspace_id, type, name)
       WHERE path <> '' GROUP BY 1, 2, 3)
    INSERT INTO profiles.schema_names AS n (workspace_id, type, name, path, first_seen_at, last_seen_on)
    SELECT workspace_id, type, name, path, first_seen_at, $6::date
      FROM given LEFT JOIN held USING (workspace_id) LEFT JOIN held_fields USING (workspace_id, type, name)
     WHERE CASE WHEN path = '' THEN coalesce(held.events, 0) + in_workspace <= $7::int
                ELSE coalesce(held_fields.fields, 0) + in_event <= $8::int
                 AND coalesce(held.fields, 0) + in_workspace <= $9::int END
     ORDER BY 1, 2, 3, 4
    ON CONFLICT (workspace_id, type, name, path) DO UPDATE SET last_seen_on = excluded.last_seen_on
    RETURNING n.workspace_id AS "workspaceId", n.type, n.name, n.path`,
};

/** The names of events and of what is in them, with when they were first seen. */
@Injectable()
export class SchemaNamesRepository {
  /** Notes that they were seen today. @returns those that are held */
  async confirm(tx: EntityManager, names: readonly SchemaName[], today: string): Promise<SchemaName[]> {
    const columns = columnsOf(names, 4, ({ workspaceId, type, name, path }) => [
      ...[workspaceId, type, name, path],
    ]);
    return runPrepared<SchemaName>(tx, confirm, [...columns, today]);
  }

  /** Adds names while there is room. @returns those that are held now */
  async takeIn(
    tx: EntityManager,
    names: readonly (SchemaName & { firstMs: number })[],
    today: string,
  ): Promise<SchemaName[]> {
    const columns = columnsOf(names, 5, ({ workspaceId, type, name, path, firstMs }) => [
      ...[workspaceId, type, name, path],
      toIso(firstMs),
    ]);
    const { events, fieldsOfEvent, fields } = schemaLimits;
    return runPrepared<SchemaName>(tx, takeIn, [...columns, today, events, fieldsOfEvent, fields]);
  }

  /** Forgets what was last seen before `day`, so that its room is free again. */
  async forget(tx: EntityManager, day: string): Promise<void> {
    await tx.query(`DELETE FROM profiles.schema_names WHERE last_seen_on < $1::date`, [day]);
  }
}
