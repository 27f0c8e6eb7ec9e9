import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { DraftNode } from '../apply/chunk.js';
import type { Edge, IdentityNode, Pair } from '../apply/domain/evidence.js';
import type { Cluster } from '../apply/domain/plan-walks.js';
import type { Sighting } from '../apply/domain/sighting.js';
import type { NodeKey } from './identity-reader.repository.js';
import { columnsOf, type ColumnValue, runPrepared, type Statement } from './run-prepared.js';

type InWorkspace<T> = T & { workspaceId: string };

export interface ClusterWrites {
  saved: InWorkspace<Cluster>[];
  removed: NodeKey[];
  relabelled: InWorkspace<{ from: string; to: string }>[];
}

/** The version that clusters are walked under now: the writer holds the workspace's lock, so that it cannot change. */
const walkVersion = (of: string): string => `coalesce((
        SELECT p.walk_version FROM profiles.identity_policies p WHERE p.workspace_id = ${of}
        ORDER BY p.version DESC LIMIT 1), 1)`;

/** New nodes, each with a cluster of its own; whoever comes second waits here for the first. */
const sightingColumns = 'created_at, last_seen_at, last_event_at, locale, locale_at, time_zone, time_zone_at';
const sightingTypes = (from: number): string =>
  ['float8', 'float8', 'float8', 'text', 'float8', 'text', 'float8']
    .map((type, index) => `$${from + index}::${type}[]`)
    .join(', ');
/** Times come as milliseconds. */
const sightings = `to_timestamp(given.created_at / 1000), to_timestamp(given.last_seen_at / 1000),
  to_timestamp(given.last_event_at / 1000), given.locale, to_timestamp(given.locale_at / 1000), given.time_zone,
  to_timestamp(given.time_zone_at / 1000)`;

const insertNodes: Statement = {
  name: 'profiles_insert_nodes',
  text: `
    WITH fresh AS (
      INSERT INTO profiles.identity_nodes (
        workspace_id, node_id, cluster_id, profile_id, type, value, seen, ${sightingColumns})
      SELECT workspace_id, node_id, node_id, CASE WHEN seen IS NOT NULL THEN node_id END, type, value, seen, ${sightings}
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], ${sightingTypes(6)}) AS given (
        workspace_id, node_id, type, value, seen, ${sightingColumns})
      ORDER BY workspace_id, node_id
      ON CONFLICT DO NOTHING
      RETURNING workspace_id, node_id
    ), clusters AS (
      INSERT INTO profiles.identity_clusters (workspace_id, cluster_id, node_count, settings_version)
      SELECT workspace_id, node_id, 1, ${walkVersion('fresh.workspace_id')} FROM fresh
    )
    SELECT workspace_id AS "workspaceId", node_id AS id FROM fresh`,
};

const updateNodes: Statement = {
  name: 'profiles_update_nodes',
  text: `
    UPDATE profiles.identity_nodes n
    SET (seen, cluster_id, profile_id, user_count, is_hub, ${sightingColumns}) =
      ROW (given.seen, given.cluster_id, given.profile_id, given.user_count, given.is_hub, ${sightings})
    FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::uuid[], $5::uuid[], $6::int[], $7::boolean[],
      ${sightingTypes(8)}) AS given (
      workspace_id, node_id, seen, cluster_id, profile_id, user_count, is_hub, ${sightingColumns})
    WHERE n.workspace_id = given.workspace_id AND n.node_id = given.node_id`,
};

const upsertEdges: Statement = {
  name: 'profiles_upsert_edges',
  text: `
    INSERT INTO profiles.identity_edges AS e (workspace_id, anchor_id, node_id, kind, moment, verdict)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[])
    ON CONFLICT (workspace_id, anchor_id, node_id, kind)
    DO UPDATE SET moment = LEAST(e.moment, EXCLUDED.moment), verdict = EXCLUDED.verdict`,
};

const upsertClusters: Statement = {
  name: 'profiles_upsert_clusters',
  text: `
    INSERT INTO profiles.identity_clusters (workspace_id, cluster_id, last_link, node_count, settings_version)
    SELECT *, ${walkVersion('given.workspace_id')}
    FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::int[]) AS given (workspace_id, cluster_id, last_link, node_count)
    ON CONFLICT (workspace_id, cluster_id) DO UPDATE SET last_link = EXCLUDED.last_link, node_count = EXCLUDED.node_count,
      settings_version = EXCLUDED.settings_version`,
};

const deleteClusters: Statement = {
  name: 'profiles_delete_clusters',
  text: `
    DELETE FROM profiles.identity_clusters c USING unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, cluster_id)
    WHERE c.workspace_id = given.workspace_id AND c.cluster_id = given.cluster_id`,
};

const relabelNodes: Statement = {
  name: 'profiles_relabel_nodes',
  text: `
    UPDATE profiles.identity_nodes n SET cluster_id = given.into_id
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS given (workspace_id, from_id, into_id)
    WHERE n.workspace_id = given.workspace_id AND n.cluster_id = given.from_id`,
};

/** Writes of identity.md 8.2, each under the lock of the clusters concerned; only what changed. */
@Injectable()
export class IdentityWriter {
  /** @returns the nodes that were not there; the others have just been inserted by somebody else */
  async insertNodes(tx: EntityManager, drafts: readonly InWorkspace<DraftNode>[]): Promise<NodeKey[]> {
    const columns = columnsOf(drafts, 12, (draft) => [
      draft.workspaceId,
      draft.id,
      draft.type,
      draft.value,
      draft.seen,
      ...sightingValues(draft.sighting),
    ]);
    return runPrepared<NodeKey & Record<string, unknown>>(tx, insertNodes, columns);
  }

  async updateNodes(tx: EntityManager, nodes: readonly InWorkspace<{ node: IdentityNode }>[]): Promise<void> {
    if (nodes.length === 0) return;
    const columns = columnsOf(nodes, 14, ({ workspaceId, node }) => [
      workspaceId,
      node.id,
      node.seen,
      node.clusterId,
      node.profileId,
      node.userCount,
      node.isHub,
      ...sightingValues(node.sighting),
    ]);
    await runPrepared(tx, updateNodes, columns);
  }

  async saveEdges(
    tx: EntityManager,
    edges: readonly InWorkspace<{ pair: Pair; edge: Edge }>[],
  ): Promise<void> {
    if (edges.length === 0) return;
    const columns = columnsOf(edges, 6, ({ workspaceId, pair, edge }) => [
      workspaceId,
      pair.anchor.id,
      pair.node.id,
      edge.kind,
      edge.moment,
      edge.verdict,
    ]);
    await runPrepared(tx, upsertEdges, columns);
  }

  async saveClusters(tx: EntityManager, { saved, removed, relabelled }: ClusterWrites): Promise<void> {
    if (saved.length > 0) {
      const columns = columnsOf(saved, 4, (one) => [one.workspaceId, one.id, one.last, one.nodeCount]);
      await runPrepared(tx, upsertClusters, columns);
    }
    if (removed.length > 0) {
      const columns = columnsOf(removed, 2, (one) => [one.workspaceId, one.id]);
      await runPrepared(tx, deleteClusters, columns);
    }
    if (relabelled.length > 0) {
      const columns = columnsOf(relabelled, 3, (one) => [one.workspaceId, one.from, one.to]);
      await runPrepared(tx, relabelNodes, columns);
    }
  }
}

function sightingValues(sighting: Sighting): ColumnValue[] {
  const { createdMs, lastSeenMs, lastEventMs, locale, timeZone } = sighting;
  return [
    createdMs,
    lastSeenMs,
    lastEventMs,
    locale?.value ?? null,
    locale?.atMs ?? null,
    timeZone?.value ?? null,
    timeZone?.atMs ?? null,
  ];
}
