import { Injectable } from '@nestjs/common';
import { SqlParameters } from '@rapport/conditions';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { PeopleFilter, PeopleOrder, Position, Stretch } from '../domain/people-filter.js';
import { afterSql, fitsSql, orders } from './people-sql.js';

/** Which people to look at, and how many to name at most. */
export interface Look {
  filter: PeopleFilter;
  order: PeopleOrder;
  after: Position | undefined;
  limit: number;
}

/** What an evaluation looks at. */
export interface PersonFacts {
  id: string;
  traits: JsonObject;
  timeZone: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  createdAt: Date;
}

export interface Tally {
  /** People that were looked at. */
  people: number;
  fitting: number;
  /** Of whom the evaluator must decide; the first thousand. */
  open: string[];
  openInAll: number;
  /** The last id that was looked at. */
  last: string | null;
}

interface HitRow {
  id: string;
  at: Date;
  fits: true | null;
}

const mostOpen = 1_000;

/** People who fit a filter. Every query bears the workspace, and row-level security stands behind. */
@Injectable()
export class PeopleRepository {
  /** Those who fit among people already known to be few. */
  async among(tx: EntityManager, ids: readonly string[], look: Look): Promise<Stretch> {
    const parameters = new SqlParameters();
    const workspace = parameters.place(look.filter.workspaceId, 'uuid');
    const fits = fitsSql(look.filter, workspace, parameters);
    const { position } = orders[look.order];
    const rows = await tx.query<HitRow[]>(
      `SELECT id, at, fits FROM (
         SELECT p.profile_id AS id, ${position} AS at, ${fits} AS fits
         FROM unnest(${parameters.place(ids, 'uuid[]')}) AS given (id)
         JOIN profiles.profiles p ON p.workspace_id = ${workspace} AND p.profile_id = given.id
       ) judged
       WHERE fits IS NOT FALSE ${afterSql('at', 'id', look.after, parameters)}
       ORDER BY at DESC, id DESC LIMIT ${parameters.place(look.limit, 'integer')}`,
      parameters.values,
    );
    return stretchOf(rows, look.limit, undefined);
  }

  /** Those who fit among the next `size` people of the order. Ends as soon as enough are found. */
  async along(tx: EntityManager, size: number, look: Look): Promise<Stretch> {
    const parameters = new SqlParameters();
    const workspace = parameters.place(look.filter.workspaceId, 'uuid');
    const fits = fitsSql(look.filter, workspace, parameters);
    const { people, slice } = peopleSql(size, look, workspace, parameters);
    const rows = await tx.query<HitRow[]>(
      `SELECT ${slice}.id, ${slice}.at, ${fits} AS fits FROM ${people} WHERE ${fits} IS NOT FALSE
       ORDER BY ${slice}.at DESC, ${slice}.id DESC LIMIT ${parameters.place(look.limit, 'integer')}`,
      parameters.values,
    );
    const end = rows.length < look.limit ? await this.endOf(tx, size, look) : undefined;
    return stretchOf(rows, look.limit, end);
  }

  /** The last of the next `size` people; undefined when there are not so many. */
  private async endOf(tx: EntityManager, size: number, look: Look): Promise<HitRow | undefined> {
    const parameters = new SqlParameters();
    const workspace = parameters.place(look.filter.workspaceId, 'uuid');
    const [row] = await tx.query<HitRow[]>(
      `SELECT id, at FROM (${sliceSql('', size, look, workspace, parameters)}) slice
       ORDER BY at DESC, id DESC OFFSET ${parameters.place(size - 1, 'integer')} LIMIT 1`,
      parameters.values,
    );
    return row;
  }

  async facts(tx: EntityManager, workspaceId: string, ids: readonly string[]): Promise<PersonFacts[]> {
    return tx.query<PersonFacts[]>(
      `SELECT p.profile_id AS id, p.traits, p.time_zone AS "timeZone", p.first_seen_at AS "firstSeenAt",
         s.last_seen_at AS "lastSeenAt", p.created_at AS "createdAt"
       FROM unnest($2::uuid[]) AS given (id)
       JOIN profiles.profiles p ON p.workspace_id = $1 AND p.profile_id = given.id
       JOIN profiles.profile_sightings s ON s.workspace_id = $1 AND s.profile_id = given.id`,
      [workspaceId, ids],
    );
  }

  /**
   * How many people fit.
   * @param ids those to look at; undefined: the first `limit` in the order of their ids
   */
  async tally(
    tx: EntityManager,
    filter: PeopleFilter,
    ids: readonly string[] | undefined,
    limit: number,
  ): Promise<Tally> {
    const parameters = new SqlParameters();
    const workspace = parameters.place(filter.workspaceId, 'uuid');
    const given = ids
      ? `SELECT id FROM unnest(${parameters.place(ids, 'uuid[]')}) AS given (id)`
      : `SELECT profile_id AS id FROM profiles.profiles WHERE workspace_id = ${workspace}
         ORDER BY profile_id LIMIT ${parameters.place(limit, 'integer')}`;
    const [row] = await tx.query<(Omit<Tally, 'open'> & { open: string[] | null })[]>(
      `SELECT count(*)::int AS people, count(*) FILTER (WHERE fits)::int AS fitting,
         count(*) FILTER (WHERE fits IS NULL)::int AS "openInAll",
         (array_agg(id) FILTER (WHERE fits IS NULL))[1:${mostOpen}] AS open,
         (array_agg(id ORDER BY id DESC))[1] AS last
       FROM (
         SELECT given.id, ${fitsSql(filter, workspace, parameters)} AS fits
         FROM (${given}) given
         JOIN profiles.profiles p ON p.workspace_id = ${workspace} AND p.profile_id = given.id
       ) judged`,
      parameters.values,
    );
    return { people: 0, fitting: 0, openInAll: 0, last: null, ...row, open: row?.open ?? [] };
  }
}

function stretchOf(rows: readonly HitRow[], limit: number, end: HitRow | undefined): Stretch {
  const last = rows.length === limit ? rows.at(-1) : end;
  return {
    hits: rows.map(({ id, at, fits }) => ({ id, at: at.toISOString(), fits })),
    through: last ? { id: last.id, at: last.at.toISOString() } : null,
  };
}

/** The next people of an order, as rows `p` of profiles; `slice` has their `id` and `at`, and comes in that order. */
function peopleSql(
  size: number,
  look: Look,
  workspace: string,
  parameters: SqlParameters,
): { people: string; slice: string } {
  if (look.order === 'createdAt') {
    return { people: `(${sliceSql(', t.*', size, look, workspace, parameters)}) p`, slice: 'p' };
  }
  const slice = sliceSql('', size, look, workspace, parameters);
  const people = `(${slice}) s JOIN profiles.profiles p ON p.workspace_id = ${workspace} AND p.profile_id = s.id`;
  return { people, slice: 's' };
}

/** Identified and anonymous people are two ranges of the index; a list of all merges their first rows. */
function sliceSql(
  columns: string,
  size: number,
  { filter, order, after }: Look,
  workspace: string,
  parameters: SqlParameters,
): string {
  const { table, column } = orders[order];
  const beyond = afterSql(`t.${column}`, 't.profile_id', after, parameters);
  const limit = parameters.place(size, 'integer');
  const ranges = (filter.identified === undefined ? [true, false] : [filter.identified]).map(
    (identified) => `
      (SELECT t.profile_id AS id, t.${column} AS at${columns} FROM ${table} t
       WHERE t.workspace_id = ${workspace} AND t.identified = ${identified} ${beyond}
       ORDER BY t.${column} DESC, t.profile_id DESC LIMIT ${limit})`,
  );
  return `SELECT * FROM (${ranges.join(' UNION ALL ')}) ranges ORDER BY at DESC, id DESC LIMIT ${limit}`;
}
