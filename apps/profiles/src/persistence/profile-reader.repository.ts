import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import { foldedForSearch } from './profile.repository.js';

export interface IdentifierRow {
  type: string;
  value: string;
  /** Hex of the moment at which it was first seen. */
  seen: string;
  lastSeenAt: string;
}

export interface ProfileRow {
  id: string;
  userId: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  timeZone: string | null;
  traits: JsonObject;
  firstSeenAt: Date;
  lastSeenAt: Date;
  createdAt: Date;
  updatedAt: Date;
  identifiers: IdentifierRow[];
  mergedFrom: string[];
}

export type ProfileSort = 'createdAt' | 'lastSeenAt';

export interface ProfileList {
  workspaceId: string;
  /** Prefix of user id, email, phone or name. */
  q: string | undefined;
  identified: boolean | undefined;
  sort: ProfileSort;
  /** The last row of the page before. */
  after: { at: string; id: string } | undefined;
  limit: number;
}

const profileColumns = `
  p.profile_id AS id, p.user_id AS "userId", p.email, p.phone, p.locale, p.time_zone AS "timeZone", p.traits,
  p.first_seen_at AS "firstSeenAt", s.last_seen_at AS "lastSeenAt", p.created_at AS "createdAt",
  p.updated_at AS "updatedAt", identifiers, ARRAY(
    SELECT i.profile_id FROM profiles.identity_nodes n
    JOIN profiles.profile_ids i ON i.workspace_id = n.workspace_id AND i.node_id = n.node_id
    WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id AND i.profile_id <> p.profile_id
    ORDER BY i.profile_id
  ) AS "mergedFrom"`;

const profileTables = `
  profiles.profiles p
  JOIN profiles.profile_sightings s USING (workspace_id, profile_id)
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('type', n.type, 'value', n.value, 'seen', encode(n.seen, 'hex'),
      'lastSeenAt', COALESCE(n.last_seen_at, n.created_at)) ORDER BY n.seen, n.type, n.value) AS identifiers
    FROM profiles.identity_nodes n
    WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id AND n.seen IS NOT NULL
  ) held`;

/** Where each order is kept, so that a page is read along an index. */
const orders: Record<ProfileSort, { table: string; column: string }> = {
  createdAt: { table: 'profiles.profiles', column: 'created_at' },
  lastSeenAt: { table: 'profiles.profile_sightings', column: 'last_seen_at' },
};
const searched = ['user_id_folded', 'email_folded', 'phone_folded', 'name_folded'];
/** Sorts after whatever may follow a prefix. */
const highest = '\u{10ffff}';

/** Profiles as the API reads them; every query bears the workspace, and row-level security stands behind. */
@Injectable()
export class ProfileReader {
  /** The live profile that holds this node. */
  async profileOfNode(tx: EntityManager, workspaceId: string, nodeId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string | null }[]>(
      `SELECT profile_id AS id FROM profiles.identity_nodes
       WHERE workspace_id = $1 AND node_id = $2 AND seen IS NOT NULL`,
      [workspaceId, nodeId],
    );
    return row?.id ?? undefined;
  }

  /** The live profile that an id, perhaps retired, stands for now. */
  async profileOfId(tx: EntityManager, workspaceId: string, profileId: string): Promise<string | undefined> {
    const [row] = await tx.query<{ id: string | null }[]>(
      `SELECT n.profile_id AS id FROM profiles.profile_ids i
       JOIN profiles.identity_nodes n ON n.workspace_id = i.workspace_id AND n.node_id = i.node_id
       WHERE i.workspace_id = $1 AND i.profile_id = $2`,
      [workspaceId, profileId],
    );
    return row?.id ?? undefined;
  }

  async find(tx: EntityManager, workspaceId: string, profileId: string): Promise<ProfileRow | undefined> {
    const [row] = await tx.query<ProfileRow[]>(
      `SELECT ${profileColumns} FROM ${profileTables} WHERE p.workspace_id = $1 AND p.profile_id = $2`,
      [workspaceId, profileId],
    );
    return row;
  }

  /** At most `limit` profiles, newest first. */
  async list(tx: EntityManager, list: ProfileList): Promise<ProfileRow[]> {
    const parameters: unknown[] = [list.workspaceId, list.limit];
    const place = (value: unknown): string => `$${parameters.push(value)}`;
    const page = list.q === undefined ? pageAlongIndex(list, place) : pageOfSearch(list, list.q, place);
    return tx.query<ProfileRow[]>(
      `WITH page AS (${page})
       SELECT ${profileColumns} FROM page JOIN ${profileTables} ON p.workspace_id = $1 AND p.profile_id = page.id
       ORDER BY page.at DESC, page.id DESC`,
      parameters,
    );
  }
}

/** Identified and anonymous people are two ranges of the index; a list of all merges their first rows. */
function pageAlongIndex(list: ProfileList, place: (value: unknown) => string): string {
  const { table, column } = orders[list.sort];
  const after = list.after
    ? `AND (t.${column}, t.profile_id) < (${place(list.after.at)}::timestamptz, ${place(list.after.id)}::uuid)`
    : '';
  const ranges = (list.identified === undefined ? [true, false] : [list.identified]).map(
    (identified) => `
      (SELECT t.profile_id AS id, t.${column} AS at FROM ${table} t
       WHERE t.workspace_id = $1 AND t.identified = ${identified} ${after}
       ORDER BY t.${column} DESC, t.profile_id DESC LIMIT $2)`,
  );
  return `SELECT * FROM (${ranges.join(' UNION ALL ')}) ranges ORDER BY at DESC, id DESC LIMIT $2`;
}

function pageOfSearch(list: ProfileList, q: string, place: (value: unknown) => string): string {
  const { table, column } = orders[list.sort];
  const prefix = foldedForSearch(q) ?? '';
  const from = place(prefix);
  const to = place(prefix + highest);
  const matches = searched.map(
    (one) =>
      `SELECT profile_id FROM profiles.profiles WHERE workspace_id = $1 AND ${one} >= ${from} AND ${one} < ${to}`,
  );
  const filters = [
    list.identified === undefined ? '' : `AND t.identified = ${list.identified}`,
    list.after
      ? `AND (t.${column}, t.profile_id) < (${place(list.after.at)}::timestamptz, ${place(list.after.id)}::uuid)`
      : '',
  ];
  return `
    SELECT t.profile_id AS id, t.${column} AS at FROM (${matches.join(' UNION ')}) found
    JOIN ${table} t ON t.workspace_id = $1 AND t.profile_id = found.profile_id ${filters.join(' ')}
    ORDER BY t.${column} DESC, t.profile_id DESC LIMIT $2`;
}
