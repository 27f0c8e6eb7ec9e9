import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EdgeKind, Verdict } from '../apply/domain/evidence.js';
import { columnsOf, runPrepared, type Statement } from './run-prepared.js';

export interface NodeKey {
  workspaceId: string;
  id: string;
}

export interface NodeRow {
  workspaceId: string;
  id: string;
  type: string;
  value: string;
  seen: Buffer | null;
  clusterId: string;
  profileId: string | null;
  userCount: number;
  isHub: boolean;
  /** Some separation in force names it. */
  isSeparated: boolean;
  /** Seconds since the epoch, as PostgreSQL and JavaScript exchange them fastest. */
  createdAt: number | null;
  lastSeenAt: number | null;
  lastEventAt: number | null;
  locale: string | null;
  localeAt: number | null;
  timeZone: string | null;
  timeZoneAt: number | null;
}

export interface PlacementRow extends NodeKey {
  clusterId: string;
  isHub: boolean;
  /** Of hubs only. */
  seen: Buffer | null;
}

export interface ClusterRow extends NodeKey {
  last: Buffer | null;
  nodeCount: number;
  /** Version of the policy that it was walked under. */
  settingsVersion: number;
}

export interface PolicyVersionRow {
  workspaceId: string;
  version: number;
}

export interface EdgeRow {
  workspaceId: string;
  anchorId: string;
  nodeId: string;
  kind: EdgeKind;
  moment: Buffer;
  verdict: Verdict | null;
  active: boolean;
}

const nodeColumns = `
  n.workspace_id AS "workspaceId", n.node_id AS id, n.type, n.value, n.seen, n.cluster_id AS "clusterId",
  n.profile_id AS "profileId", n.user_count AS "userCount", n.is_hub AS "isHub",
  n.is_separated AS "isSeparated", date_part('epoch', n.created_at) AS "createdAt", date_part('epoch', n.last_seen_at) AS "lastSeenAt",
  date_part('epoch', n.last_event_at) AS "lastEventAt", n.locale, date_part('epoch', n.locale_at) AS "localeAt",
  n.time_zone AS "timeZone", date_part('epoch', n.time_zone_at) AS "timeZoneAt"`;
const edgeColumns = `
  e.workspace_id AS "workspaceId", e.anchor_id AS "anchorId", e.node_id AS "nodeId", e.kind, e.moment, e.verdict,
  e.active`;
const given = `unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, id)`;

const findPlacements: Statement = {
  name: 'profiles_find_placements',
  text: `
    SELECT n.workspace_id AS "workspaceId", n.node_id AS id, n.cluster_id AS "clusterId", n.is_hub AS "isHub",
      CASE WHEN n.is_hub THEN n.seen END AS seen
    FROM ${given} JOIN profiles.identity_nodes n ON n.workspace_id = given.workspace_id AND n.node_id = given.id`,
};

const policyVersions: Statement = {
  name: 'profiles_policy_versions',
  text: `
    SELECT workspace_id AS "workspaceId", max(version) AS version FROM profiles.identity_policies
    WHERE workspace_id = ANY ($1::uuid[]) GROUP BY workspace_id`,
};

const lockClusters: Statement = {
  name: 'profiles_lock_clusters',
  text: `
    SELECT c.workspace_id AS "workspaceId", c.cluster_id AS id, c.last_link AS last, c.node_count AS "nodeCount",
      c.settings_version AS "settingsVersion"
    FROM ${given} JOIN profiles.identity_clusters c ON c.workspace_id = given.workspace_id AND c.cluster_id = given.id
    ORDER BY c.workspace_id, c.cluster_id
    FOR UPDATE OF c`,
};

/** The nodes given, and every other node of the profiles that hold them. */
const loadNodes: Statement = {
  name: 'profiles_load_nodes',
  text: `
    WITH own AS (
      SELECT n.* FROM ${given}
      JOIN profiles.identity_nodes n ON n.workspace_id = given.workspace_id AND n.node_id = given.id
    ), held AS (
      SELECT DISTINCT workspace_id, profile_id FROM own WHERE profile_id IS NOT NULL
    )
    SELECT ${nodeColumns} FROM held JOIN profiles.identity_nodes n USING (workspace_id, profile_id)
    UNION ALL
    SELECT ${nodeColumns} FROM own n WHERE n.profile_id IS NULL`,
};

const loadPairs: Statement = {
  name: 'profiles_load_pairs',
  text: `
    SELECT ${edgeColumns}
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS given (workspace_id, anchor_id, node_id)
    JOIN profiles.identity_edges e USING (workspace_id, anchor_id, node_id)`,
};

const loadClusterNodes: Statement = {
  name: 'profiles_load_cluster_nodes',
  text: `
    SELECT ${nodeColumns} FROM ${given}
    JOIN profiles.identity_nodes n ON n.workspace_id = given.workspace_id AND n.cluster_id = given.id`,
};

const loadClusterEdges: Statement = {
  name: 'profiles_load_cluster_edges',
  text: `
    SELECT ${edgeColumns} FROM ${given}
    JOIN profiles.identity_nodes n ON n.workspace_id = given.workspace_id AND n.cluster_id = given.id
    JOIN profiles.identity_edges e ON e.workspace_id = n.workspace_id AND e.anchor_id = n.node_id`,
};

/** Reads, and the locks between them, of identity.md 8.2: each statement once per chunk, whatever it holds. */
@Injectable()
export class IdentityReader {
  /** Shared among workers; a change of a workspace's settings, and a worker that lost five rounds, take it alone. */
  async lockWorkspaces(tx: EntityManager, workspaceIds: readonly string[], alone: boolean): Promise<void> {
    await runPrepared(
      tx,
      {
        name: alone ? 'profiles_lock_workspaces_alone' : 'profiles_lock_workspaces',
        text: `
          SELECT pg_advisory_xact_lock${alone ? '' : '_shared'}(hashtextextended(workspace_id::text, 7270676))
          FROM (SELECT workspace_id FROM unnest($1::uuid[]) AS given (workspace_id) ORDER BY 1) sorted`,
      },
      [workspaceIds],
    );
  }

  /** The newest policy of each workspace that has one; in force while the transaction holds the workspace's lock. */
  async policyVersions(tx: EntityManager, workspaceIds: readonly string[]): Promise<PolicyVersionRow[]> {
    return runPrepared<PolicyVersionRow & Record<string, unknown>>(tx, policyVersions, [workspaceIds]);
  }

  async findPlacements(tx: EntityManager, keys: readonly NodeKey[]): Promise<PlacementRow[]> {
    return runPrepared(tx, findPlacements, keyColumns(keys));
  }

  /** Sorted by key, so that two workers never wait for each other in a circle. */
  async lockClusters(tx: EntityManager, keys: readonly NodeKey[]): Promise<ClusterRow[]> {
    return runPrepared(tx, lockClusters, keyColumns(keys));
  }

  async loadNodes(tx: EntityManager, keys: readonly NodeKey[]): Promise<NodeRow[]> {
    return runPrepared(tx, loadNodes, keyColumns(keys));
  }

  async loadPairs(
    tx: EntityManager,
    pairs: readonly { workspaceId: string; anchorId: string; nodeId: string }[],
  ): Promise<EdgeRow[]> {
    if (pairs.length === 0) return [];
    const columns = columnsOf(pairs, 3, (pair) => [pair.workspaceId, pair.anchorId, pair.nodeId]);
    return runPrepared(tx, loadPairs, columns);
  }

  /** All nodes of these clusters, and all edges that are anchored in them. */
  async loadClusters(
    tx: EntityManager,
    keys: readonly NodeKey[],
  ): Promise<{ nodes: NodeRow[]; edges: EdgeRow[] }> {
    if (keys.length === 0) return { nodes: [], edges: [] };
    const columns = keyColumns(keys);
    return {
      nodes: await runPrepared<NodeRow>(tx, loadClusterNodes, columns),
      edges: await runPrepared<EdgeRow>(tx, loadClusterEdges, columns),
    };
  }
}

function keyColumns(keys: readonly NodeKey[]): string[] {
  return columnsOf(keys, 2, (key) => [key.workspaceId, key.id]);
}
