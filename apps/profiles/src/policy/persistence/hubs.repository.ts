import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EdgeKind } from '../../apply/domain/evidence.js';

export interface SharedNode {
  id: string;
  type: string;
  value: string;
  /** Distinct user ids that link to it, counted up to the most that was asked for. */
  userCount: number;
}

type Bridge = [string, string];

/** Hubs and alias links of a workspace: few, and all that a change of its policy can tie together anew. */
@Injectable()
export class HubsRepository {
  /**
   * Every hub, and with `aliased` every node that an alias links, with how many user ids link to it.
   * @param kinds of links that count, `operator` aside
   */
  async review(
    tx: EntityManager,
    workspaceId: string,
    { kinds, most, aliased }: { kinds: readonly EdgeKind[]; most: number; aliased: boolean },
  ): Promise<SharedNode[]> {
    return tx.query(
      `WITH reviewed AS (
         SELECT node_id FROM profiles.identity_nodes WHERE workspace_id = $1 AND is_hub
         UNION
         SELECT node_id FROM profiles.identity_edges WHERE workspace_id = $1 AND kind = 'alias_anonymous' AND $4)
       SELECT n.node_id AS id, n.type, n.value, users.count AS "userCount"
       FROM reviewed JOIN profiles.identity_nodes n ON n.workspace_id = $1 AND n.node_id = reviewed.node_id
       CROSS JOIN LATERAL (
         SELECT count(*)::int AS count FROM (
           SELECT DISTINCT e.anchor_id FROM profiles.identity_edges e
           JOIN profiles.identity_nodes a ON a.workspace_id = e.workspace_id AND a.node_id = e.anchor_id
           WHERE e.workspace_id = $1 AND e.node_id = n.node_id AND a.type = 'user_id' AND e.active
             AND (e.kind = ANY ($2) OR (e.kind = 'operator' AND n.type <> 'user_id'))
           LIMIT $3) some_users) users`,
      [workspaceId, kinds, most, aliased],
    );
  }

  async save(
    tx: EntityManager,
    workspaceId: string,
    nodes: readonly { id: string; userCount: number; isHub: boolean }[],
  ): Promise<void> {
    if (nodes.length === 0) return;
    await tx.query(
      `UPDATE profiles.identity_nodes n SET user_count = given.user_count, is_hub = given.is_hub
       FROM unnest($2::uuid[], $3::int[], $4::boolean[]) AS given (node_id, user_count, is_hub)
       WHERE n.workspace_id = $1 AND n.node_id = given.node_id
         AND (n.user_count, n.is_hub) IS DISTINCT FROM (given.user_count, given.is_hub)`,
      [
        workspaceId,
        nodes.map(({ id }) => id),
        nodes.map(({ userCount }) => userCount),
        nodes.map(({ isHub }) => isHub),
      ],
    );
  }

  /** Clusters that links of these nodes connect, unless the far end is another hub. */
  async bridgesOf(tx: EntityManager, workspaceId: string, nodeIds: readonly string[]): Promise<Bridge[]> {
    if (nodeIds.length === 0) return [];
    return this.bridges(
      tx,
      `SELECT own.cluster_id AS a, other.cluster_id AS b FROM linked
       JOIN profiles.identity_nodes own ON own.workspace_id = $1 AND own.node_id = linked.own_id
       JOIN profiles.identity_nodes other ON other.workspace_id = $1 AND other.node_id = linked.other_id
       WHERE own.cluster_id <> other.cluster_id AND (NOT other.is_hub OR other.node_id = ANY ($2))`,
      `SELECT node_id AS own_id, anchor_id AS other_id FROM profiles.identity_edges
       WHERE workspace_id = $1 AND node_id = ANY ($2)
       UNION
       SELECT anchor_id, node_id FROM profiles.identity_edges WHERE workspace_id = $1 AND anchor_id = ANY ($2)`,
      [workspaceId, nodeIds],
    );
  }

  /** Clusters that alias links of these kinds connect. */
  async bridgesByAlias(
    tx: EntityManager,
    workspaceId: string,
    kinds: readonly EdgeKind[],
  ): Promise<Bridge[]> {
    if (kinds.length === 0) return [];
    return this.bridges(
      tx,
      `SELECT own.cluster_id AS a, other.cluster_id AS b FROM linked
       JOIN profiles.identity_nodes own ON own.workspace_id = $1 AND own.node_id = linked.own_id
       JOIN profiles.identity_nodes other ON other.workspace_id = $1 AND other.node_id = linked.other_id
       WHERE own.cluster_id <> other.cluster_id AND (linked.kind = 'alias_user' OR NOT (own.is_hub OR other.is_hub))`,
      `SELECT anchor_id AS own_id, node_id AS other_id, kind FROM profiles.identity_edges
       WHERE workspace_id = $1 AND kind IN ('alias_anonymous', 'alias_user') AND kind = ANY ($2)`,
      [workspaceId, kinds],
    );
  }

  /** A link that no longer counts has no verdict. */
  async forgetVerdicts(tx: EntityManager, workspaceId: string, kinds: readonly EdgeKind[]): Promise<void> {
    if (kinds.length === 0) return;
    await tx.query(
      `UPDATE profiles.identity_edges SET verdict = NULL
       WHERE workspace_id = $1 AND kind IN ('alias_anonymous', 'alias_user') AND kind = ANY ($2) AND verdict IS NOT NULL`,
      [workspaceId, kinds],
    );
  }

  private async bridges(
    tx: EntityManager,
    pairs: string,
    linked: string,
    given: unknown[],
  ): Promise<Bridge[]> {
    const rows = await tx.query<{ a: string; b: string }[]>(
      `WITH linked AS (${linked}) SELECT DISTINCT a, b FROM (${pairs}) found`,
      given,
    );
    return rows.map(({ a, b }) => [a, b]);
  }
}
