import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { foldedForSearch } from '../../persistence/profile.repository.js';

export interface GroupRow {
  id: string;
  value: string;
  traits: JsonObject;
  createdAt: Date;
  updatedAt: Date;
  people: number;
  /** False: there are more members than are counted. */
  counted: boolean;
}

export interface MemberRow {
  profileId: string;
  /** Hex of the moment at which the person came into the group. */
  firstMoment: string;
  nodeId: string;
}

/** Sorts after whatever may follow a prefix. */
const highest = '\u{10ffff}';

/** Memberships of a group that are counted at most: enough for a company, and quick for a group of a million. */
const mostCounted = { ofOne: 10_000, ofEachInList: 1_000 };

const largest = (column: string): string => `max(encode(${column}, 'hex') COLLATE "C")`;

/**
 * With the number of people in each; `page` gives the ids. The order of the members, and `LIMIT 1` for each, keep it to the
 * indexes, whatever the planner thinks of a group that it does not know.
 */
const groupsOfPage = (most: number): string => `
  SELECT g.group_id AS id, g.value, g.traits, g.created_at AS "createdAt", g.updated_at AS "updatedAt",
    counted.people::int AS people, counted.rows <= ${most} AS counted
  FROM page JOIN profiles.groups g ON g.workspace_id = $1 AND g.group_id = page.id
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE last > COALESCE(removed, '')) AS people, COALESCE(sum(rows), 0) AS rows
    FROM (
      SELECT count(*) AS rows, ${largest('m.last_moment')} AS last, ${largest('m.removed_moment')} AS removed
      FROM (
        SELECT node_id, last_moment, removed_moment FROM profiles.group_memberships
        WHERE workspace_id = $1 AND group_id = g.group_id ORDER BY first_moment LIMIT ${most + 1}
      ) m
      CROSS JOIN LATERAL (
        SELECT profile_id FROM profiles.identity_nodes WHERE workspace_id = $1 AND node_id = m.node_id LIMIT 1
      ) n
      GROUP BY n.profile_id
    ) person
  ) counted
  ORDER BY g.created_at DESC, g.group_id DESC`;

/** Groups as the API reads them; every query bears the workspace, and row-level security stands behind. */
@Injectable()
export class GroupReader {
  async named(
    tx: EntityManager,
    workspaceId: string,
    ids: readonly string[],
  ): Promise<{ id: string; value: string }[]> {
    return tx.query(
      `SELECT group_id AS id, value FROM profiles.groups WHERE workspace_id = $1 AND group_id = ANY ($2::uuid[])`,
      [workspaceId, ids],
    );
  }

  async find(tx: EntityManager, workspaceId: string, id: string): Promise<GroupRow | undefined> {
    const [row] = await tx.query<GroupRow[]>(
      `WITH page AS (SELECT $2::uuid AS id) ${groupsOfPage(mostCounted.ofOne)}`,
      [workspaceId, id],
    );
    return row;
  }

  /** At most `limit` groups, newest first; `q` is a prefix of the customer's id or of the name. */
  async list(
    tx: EntityManager,
    list: {
      workspaceId: string;
      q: string | undefined;
      after: { at: string; id: string } | undefined;
      limit: number;
    },
  ): Promise<GroupRow[]> {
    const parameters: unknown[] = [list.workspaceId, list.limit];
    const place = (value: unknown): string => `$${parameters.push(value)}`;
    const from =
      list.q === undefined
        ? 'profiles.groups g'
        : `(${matchesOf(list.q, place)}) found JOIN profiles.groups g USING (group_id)`;
    const after = list.after
      ? `AND (g.created_at, g.group_id) < (${place(list.after.at)}::timestamptz, ${place(list.after.id)}::uuid)`
      : '';
    return tx.query<GroupRow[]>(
      `WITH page AS (
         SELECT g.group_id AS id FROM ${from} WHERE g.workspace_id = $1 ${after}
         ORDER BY g.created_at DESC, g.group_id DESC LIMIT $2
       ) ${groupsOfPage(mostCounted.ofEachInList)}`,
      parameters,
    );
  }

  /**
   * At most `limit` people of the group, the last to come first. Somebody with several identifiers in it stands where the
   * first of them came, and is in it when the newest word of all of them says so.
   */
  async members(
    tx: EntityManager,
    list: {
      workspaceId: string;
      groupId: string;
      after: { firstMoment: string; nodeId: string } | undefined;
      limit: number;
    },
  ): Promise<MemberRow[]> {
    const after = list.after ? `AND (m.first_moment, m.node_id) < (decode($4, 'hex'), $5::uuid)` : '';
    return tx.query<MemberRow[]>(
      `SELECT n.profile_id AS "profileId", encode(m.first_moment, 'hex') AS "firstMoment", m.node_id AS "nodeId"
       FROM profiles.group_memberships m
       JOIN profiles.identity_nodes n USING (workspace_id, node_id)
       CROSS JOIN LATERAL (
         SELECT ${largest('o.last_moment')} AS last, ${largest('o.removed_moment')} AS removed,
           bool_or((o.first_moment, o.node_id) < (m.first_moment, m.node_id)) AS stands_elsewhere
         FROM profiles.identity_nodes held
         JOIN profiles.group_memberships o USING (workspace_id, node_id)
         WHERE held.workspace_id = $1 AND held.profile_id = n.profile_id AND o.group_id = $2
       ) person
       WHERE m.workspace_id = $1 AND m.group_id = $2 AND m.first_moment IS NOT NULL AND n.profile_id IS NOT NULL ${after}
         AND NOT COALESCE(person.stands_elsewhere, false) AND person.last > COALESCE(person.removed, '')
       ORDER BY m.first_moment DESC, m.node_id DESC LIMIT $3`,
      [
        ...[list.workspaceId, list.groupId, list.limit],
        ...(list.after ? [list.after.firstMoment, list.after.nodeId] : []),
      ],
    );
  }
}

function matchesOf(q: string, place: (value: unknown) => string): string {
  const prefix = foldedForSearch(q) ?? '';
  const [from, to] = [place(prefix), place(prefix + highest)];
  return ['value_folded', 'name_folded']
    .map(
      (column) =>
        `SELECT group_id FROM profiles.groups WHERE workspace_id = $1 AND ${column} >= ${from} AND ${column} < ${to}`,
    )
    .join(' UNION ');
}
