import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { KeyedIdentifier } from '../../apply/chunk.js';

/** Under which version of the policy the clusters of a workspace were walked. */
@Injectable()
export class ClusterVersions {
  async countStale(tx: EntityManager, workspaceId: string, walkVersion: number): Promise<number> {
    const rows = await tx.query<{ count: string }[]>(
      `SELECT count(*) AS count FROM profiles.identity_clusters WHERE workspace_id = $1 AND settings_version < $2`,
      [workspaceId, walkVersion],
    );
    return Number(rows[0]?.count ?? 0);
  }

  /** The next ones by id. */
  async stale(
    tx: EntityManager,
    workspaceId: string,
    walkVersion: number,
    after: string,
    limit: number,
  ): Promise<{ id: string; nodeCount: number }[]> {
    return tx.query(
      `SELECT cluster_id AS id, node_count AS "nodeCount" FROM profiles.identity_clusters
       WHERE workspace_id = $1 AND cluster_id > $3 AND settings_version < $2 ORDER BY cluster_id LIMIT $4`,
      [workspaceId, walkVersion, after, limit],
    );
  }

  async count(tx: EntityManager, workspaceId: string): Promise<number> {
    return countOf(tx, 'profiles.identity_clusters', workspaceId);
  }

  async countProfiles(tx: EntityManager, workspaceId: string): Promise<number> {
    return countOf(tx, 'profiles.profiles', workspaceId);
  }

  /** Every cluster, whatever it was walked under, the next ones by id. */
  async all(
    tx: EntityManager,
    workspaceId: string,
    after: string,
    limit: number,
  ): Promise<{ id: string; nodeCount: number }[]> {
    return tx.query(
      `SELECT cluster_id AS id, node_count AS "nodeCount" FROM profiles.identity_clusters
       WHERE workspace_id = $1 AND cluster_id > $2 ORDER BY cluster_id LIMIT $3`,
      [workspaceId, after, limit],
    );
  }

  async sizesOf(
    tx: EntityManager,
    workspaceId: string,
    clusterIds: readonly string[],
  ): Promise<Map<string, number>> {
    if (clusterIds.length === 0) return new Map();
    const rows = await tx.query<{ id: string; nodeCount: number }[]>(
      `SELECT cluster_id AS id, node_count AS "nodeCount" FROM profiles.identity_clusters
       WHERE workspace_id = $1 AND cluster_id = ANY ($2)`,
      [workspaceId, clusterIds],
    );
    return new Map(rows.map(({ id, nodeCount }) => [id, nodeCount]));
  }

  /** Those of the clusters that still are stale, locked in the order in which everybody locks them. */
  async lockStale(
    tx: EntityManager,
    workspaceId: string,
    clusterIds: readonly string[],
    walkVersion: number,
  ): Promise<string[]> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT cluster_id AS id FROM profiles.identity_clusters
       WHERE workspace_id = $1 AND cluster_id = ANY ($2) AND settings_version < $3 ORDER BY cluster_id FOR UPDATE`,
      [workspaceId, clusterIds, walkVersion],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Most clusters are one identifier that nothing links: no policy says anything about them.
   * @returns the others
   */
  async passLone(
    tx: EntityManager,
    workspaceId: string,
    clusterIds: readonly string[],
    walkVersion: number,
  ): Promise<string[]> {
    const [rows] = await tx.query<[{ id: string }[], number]>(
      `UPDATE profiles.identity_clusters c SET settings_version = $3
       WHERE c.workspace_id = $1 AND c.cluster_id = ANY ($2) AND c.node_count = 1
         AND NOT EXISTS (SELECT FROM profiles.identity_edges e WHERE e.workspace_id = $1 AND e.anchor_id = c.cluster_id)
         AND NOT EXISTS (SELECT FROM profiles.identity_edges e WHERE e.workspace_id = $1 AND e.node_id = c.cluster_id)
       RETURNING c.cluster_id AS id`,
      [workspaceId, clusterIds, walkVersion],
    );
    const lone = new Set(rows.map(({ id }) => id));
    return clusterIds.filter((id) => !lone.has(id));
  }

  /** A cluster bears the id of one of its nodes. */
  async namesOf(
    tx: EntityManager,
    workspaceId: string,
    clusterIds: readonly string[],
  ): Promise<KeyedIdentifier[]> {
    return tx.query(
      `SELECT node_id AS id, type, value FROM profiles.identity_nodes
       WHERE workspace_id = $1 AND node_id = ANY ($2) ORDER BY node_id`,
      [workspaceId, clusterIds],
    );
  }
}

async function countOf(tx: EntityManager, table: string, workspaceId: string): Promise<number> {
  const rows = await tx.query<{ count: string }[]>(
    `SELECT count(*) AS count FROM ${table} WHERE workspace_id = $1`,
    [workspaceId],
  );
  return Number(rows[0]?.count ?? 0);
}
