import { Injectable } from '@nestjs/common';
import { SqlParameters } from '@rapport/conditions';
import type { EntityManager } from 'typeorm';
import { type ObjectSource, type Source, type TraitSource, waysToFind } from '../domain/find-sources.js';
import type { PeopleFilter } from '../domain/people-filter.js';
import { endOfPrefix } from '../domain/search-key.js';
import { beginningsOf, columnsFor, identifierKey, visibleSql } from './people-sql.js';

/** Ways beyond these are not tried: the first ones of a long condition are as good as any. */
const mostWays = 8;

/** SQL that yields `profile_id` of people found by an index, at most `limit` of each part. */
type WaySql = (parameters: SqlParameters, workspace: string, limit: string) => string[];

/**
 * Ids of people who may fit, when an index leads to few of them. Runs as the owner of the schema: row-level security keeps an
 * index on an expression from being used, because its functions might leak. So every statement names the workspace, and what is
 * answered is read under row-level security afterwards.
 */
@Injectable()
export class CandidatesRepository {
  /** @returns undefined when no index leads to `limit` people or fewer */
  async find(tx: EntityManager, filter: PeopleFilter, limit: number): Promise<string[] | undefined> {
    const ways = waysOf(filter).slice(0, mostWays);
    if (ways.length === 0) return undefined;
    const counts = await this.count(tx, filter.workspaceId, ways, limit + 1);
    const fewest = Math.min(...counts);
    const best = ways[counts.indexOf(fewest)];
    if (!best || fewest > limit) return undefined;
    const parameters = new SqlParameters();
    const workspace = parameters.place(filter.workspaceId, 'uuid');
    const parts = best(parameters, workspace, parameters.place(limit + 1, 'integer'));
    const rows = await tx.query<{ id: string }[]>(
      `SELECT DISTINCT profile_id AS id FROM (${parts.map((part) => `(${part})`).join(' UNION ALL ')}) found
       WHERE profile_id IS NOT NULL`,
      parameters.values,
    );
    return rows.map(({ id }) => id);
  }

  /** How many rows each way leads to, counted no further than `limit`. */
  private async count(
    tx: EntityManager,
    workspaceId: string,
    ways: readonly WaySql[],
    limit: number,
  ): Promise<number[]> {
    const parameters = new SqlParameters();
    const workspace = parameters.place(workspaceId, 'uuid');
    const most = parameters.place(limit, 'integer');
    const counts = ways.map((way) => {
      const parts = way(parameters, workspace, most).map((part) => `(SELECT count(*) FROM (${part}) part)`);
      return parts.length === 0 ? '0' : parts.join(' + ');
    });
    const [row] = await tx.query<{ counts: string[] }[]>(
      `SELECT ARRAY[${counts.join(', ')}]::bigint[] AS counts`,
      parameters.values,
    );
    return (row?.counts ?? []).map(Number);
  }
}

function waysOf(filter: PeopleFilter): WaySql[] {
  const { q, condition } = filter;
  const ways: WaySql[] = condition ? waysToFind(condition).map(wayBySources) : [];
  if (q !== undefined) ways.unshift(wayByBeginning(q, filter));
  return ways;
}

function wayBySources(sources: readonly Source[]): WaySql {
  return (parameters, workspace, limit) => {
    const holdersOf = (nodes: string): string => `
      SELECT n.profile_id FROM (${nodes} LIMIT ${limit}) r
      JOIN profiles.identity_nodes n ON n.workspace_id = ${workspace} AND n.node_id = r.node_id`;
    return sources
      .flatMap((source) =>
        source.of === 'object'
          ? [nodesWithObject(source, workspace, parameters)]
          : nodesWithTrait(source, workspace, limit, parameters),
      )
      .map(holdersOf);
  };
}

/** Identifiers that have the trait, or are in a group that has it: one query for each stretch of the index. */
function nodesWithTrait(
  { of, trait, keys, prefixes }: TraitSource,
  workspace: string,
  limit: string,
  parameters: SqlParameters,
): string[] {
  const name = parameters.place(trait, 'text');
  const stretches = prefixes.map((prefix) => beginsWith('profiles.search_key(r.value)', prefix, parameters));
  if (keys.length > 0) {
    stretches.push(`profiles.search_key(r.value) = ANY (${parameters.place(keys, 'text[]')})`);
  }
  return stretches.map((holds) => {
    const within = `WHERE r.workspace_id = ${workspace} AND r.key = ${name} AND ${holds}`;
    if (of === 'person') return `SELECT r.node_id FROM profiles.trait_registers r ${within}`;
    return `
      SELECT m.node_id FROM (SELECT r.group_id FROM profiles.group_registers r ${within} LIMIT ${limit}) g
      JOIN profiles.group_memberships m ON m.workspace_id = ${workspace} AND m.group_id = g.group_id`;
  });
}

function nodesWithObject({ type }: ObjectSource, workspace: string, parameters: SqlParameters): string {
  return `
    SELECT r.node_id FROM profiles.object_people r
    WHERE r.workspace_id = ${workspace} AND r.object_type = ${parameters.place(type, 'text')}`;
}

function wayByBeginning(q: string, filter: PeopleFilter): WaySql {
  const { text, identifiers } = beginningsOf(q);
  return (parameters, workspace, limit) => {
    const people = (column: string): string => `
      SELECT p.profile_id FROM profiles.profiles p
      WHERE p.workspace_id = ${workspace} AND ${beginsWith(`p.${column}`, text, parameters)} LIMIT ${limit}`;
    const nodes = identifiers.map(
      (beginning) => `
        SELECT n.profile_id FROM profiles.identity_nodes n
        WHERE n.workspace_id = ${workspace} AND ${beginsWith(identifierKey, beginning, parameters)}
          ${visibleSql(filter, parameters)} LIMIT ${limit}`,
    );
    return [...columnsFor(filter).map(people), ...nodes];
  };
}

function beginsWith(expression: string, prefix: string, parameters: SqlParameters): string {
  const [from, to] = [prefix, endOfPrefix(prefix)].map((text) => parameters.place(text, 'text'));
  return `${expression} >= ${from} AND ${expression} < ${to}`;
}
