import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@rapport/contracts';
import { limits } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';

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
  /** The current one first. */
  groups: { id: string; value: string }[];
}

const profileColumns = `
  p.profile_id AS id, p.user_id AS "userId", p.email, p.phone, p.locale, p.time_zone AS "timeZone", p.traits,
  p.first_seen_at AS "firstSeenAt", s.last_seen_at AS "lastSeenAt", p.created_at AS "createdAt",
  p.updated_at AS "updatedAt", identifiers, ARRAY(
    SELECT i.profile_id FROM profiles.identity_nodes n
    JOIN profiles.profile_ids i ON i.workspace_id = n.workspace_id AND i.node_id = n.node_id
    WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id AND i.profile_id <> p.profile_id
    ORDER BY i.profile_id
  ) AS "mergedFrom", (
    SELECT COALESCE(jsonb_agg(jsonb_build_object('id', g.group_id, 'value', g.value) ORDER BY m.last_moment DESC), '[]')
    FROM (
      SELECT group_id, last_moment FROM profiles.profile_groups m
      WHERE m.workspace_id = p.workspace_id AND m.profile_id = p.profile_id
      ORDER BY last_moment DESC LIMIT ${limits.groupsPerProfile}
    ) m
    JOIN profiles.groups g ON g.workspace_id = p.workspace_id AND g.group_id = m.group_id
  ) AS groups`;

const profileTables = `
  profiles.profiles p
  JOIN profiles.profile_sightings s USING (workspace_id, profile_id)
  CROSS JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('type', n.type, 'value', n.value, 'seen', encode(n.seen, 'hex'),
      'lastSeenAt', COALESCE(n.last_seen_at, n.created_at)) ORDER BY n.seen, n.type, n.value) AS identifiers
    FROM profiles.identity_nodes n
    WHERE n.workspace_id = p.workspace_id AND n.profile_id = p.profile_id AND n.seen IS NOT NULL
  ) held`;

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

  /** The identifiers that ids, retired ones too, are the hashes of: whoever holds one of them is the person meant. */
  async namesOf(
    tx: EntityManager,
    workspaceId: string,
    profileIds: readonly string[],
  ): Promise<{ profileId: string; id: string; type: string; value: string }[]> {
    return tx.query(
      `SELECT i.profile_id AS "profileId", n.node_id AS id, n.type, n.value FROM profiles.profile_ids i
       JOIN profiles.identity_nodes n USING (workspace_id, node_id)
       WHERE i.workspace_id = $1 AND i.profile_id = ANY ($2::uuid[])`,
      [workspaceId, profileIds],
    );
  }

  async find(tx: EntityManager, workspaceId: string, profileId: string): Promise<ProfileRow | undefined> {
    const [row] = await tx.query<ProfileRow[]>(
      `SELECT ${profileColumns} FROM ${profileTables} WHERE p.workspace_id = $1 AND p.profile_id = $2`,
      [workspaceId, profileId],
    );
    return row;
  }

  /** In the order of `ids`; who is gone in the meantime is left out. */
  async load(tx: EntityManager, workspaceId: string, ids: readonly string[]): Promise<ProfileRow[]> {
    return tx.query<ProfileRow[]>(
      `SELECT ${profileColumns}
       FROM unnest($2::uuid[]) WITH ORDINALITY AS page (id, place)
       JOIN ${profileTables} ON p.workspace_id = $1 AND p.profile_id = page.id
       ORDER BY page.place`,
      [workspaceId, ids],
    );
  }
}
