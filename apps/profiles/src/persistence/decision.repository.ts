import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Decision } from '../apply/decision.js';
import type { NodeKey } from './identity-reader.repository.js';
import { columnsOf, runPrepared, type Statement } from './run-prepared.js';

export interface SeparatedRow {
  workspaceId: string;
  id: string;
  separationId: string;
  part: number;
}

const loadSeparated: Statement = {
  name: 'profiles_load_separated',
  text: `
    SELECT n.workspace_id AS "workspaceId", n.node_id AS id, n.separation_id AS "separationId", n.part
    FROM unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, node_id)
    JOIN profiles.separated_nodes n USING (workspace_id, node_id)
    JOIN profiles.identity_separations s USING (workspace_id, separation_id)
    WHERE s.lifted_at IS NULL`,
};

/** What people decided about identity; written under the locks of the clusters concerned. */
@Injectable()
export class DecisionRepository {
  /** Separations in force that name these nodes. */
  async loadSeparated(tx: EntityManager, keys: readonly NodeKey[]): Promise<SeparatedRow[]> {
    if (keys.length === 0) return [];
    const columns = columnsOf(keys, 2, (key) => [key.workspaceId, key.id]);
    return runPrepared<SeparatedRow & Record<string, unknown>>(tx, loadSeparated, columns);
  }

  async saveSeparations(tx: EntityManager, workspaceId: string, decision: Decision): Promise<void> {
    if (decision.separation) await this.separate(tx, workspaceId, decision, decision.separation);
    if (decision.lifted !== null) await this.lift(tx, workspaceId, decision, decision.lifted);
  }

  /** After the edges were written like any other: who drew or took back them, and from when they count. */
  async saveEdges(tx: EntityManager, workspaceId: string, decision: Decision): Promise<void> {
    if (decision.edges.length === 0) return;
    await tx.query(
      `UPDATE profiles.identity_edges e
       SET active = given.active, moment = CASE WHEN given.active AND NOT e.active THEN $2 ELSE e.moment END,
         verdict = CASE WHEN given.active THEN e.verdict END, actor = $3, reason = $4, separation_id = given.separation_id
       FROM unnest($5::uuid[], $6::uuid[], $7::boolean[], $8::uuid[]) AS given (anchor_id, node_id, active, separation_id)
       WHERE e.workspace_id = $1 AND e.kind = 'operator' AND e.anchor_id = given.anchor_id AND e.node_id = given.node_id
         AND (e.active IS DISTINCT FROM given.active OR e.actor IS NULL)`,
      [
        workspaceId,
        decision.moment,
        JSON.stringify(decision.actor),
        decision.reason,
        decision.edges.map((edge) => edge.anchorId),
        decision.edges.map((edge) => edge.nodeId),
        decision.edges.map((edge) => edge.active),
        decision.edges.map((edge) => edge.separationId),
      ],
    );
  }

  /** Links that hold the parts of a separation together. */
  async edgesOfSeparation(
    tx: EntityManager,
    workspaceId: string,
    separationId: string,
  ): Promise<{ anchorId: string; nodeId: string }[]> {
    return tx.query(
      `SELECT anchor_id AS "anchorId", node_id AS "nodeId" FROM profiles.identity_edges
       WHERE workspace_id = $1 AND separation_id = $2 AND active`,
      [workspaceId, separationId],
    );
  }

  private async separate(
    tx: EntityManager,
    workspaceId: string,
    { reason, actor, at }: Decision,
    { id, parts }: NonNullable<Decision['separation']>,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO profiles.identity_separations (workspace_id, separation_id, reason, actor, separated_at)
       VALUES ($1, $2, $3, $4, $5)`,
      [workspaceId, id, reason ?? '', JSON.stringify(actor), at],
    );
    const nodes = parts.flatMap((part, number) => part.map((nodeId) => ({ nodeId, number })));
    await tx.query(
      `WITH named AS (
         INSERT INTO profiles.separated_nodes (workspace_id, node_id, separation_id, part)
         SELECT $1, node_id, $2, part FROM unnest($3::uuid[], $4::int[]) AS given (node_id, part)
         RETURNING node_id)
       UPDATE profiles.identity_nodes n SET is_separated = true FROM named
       WHERE n.workspace_id = $1 AND n.node_id = named.node_id`,
      [workspaceId, id, nodes.map(({ nodeId }) => nodeId), nodes.map(({ number }) => number)],
    );
  }

  private async lift(
    tx: EntityManager,
    workspaceId: string,
    { actor, at, reason }: Decision,
    separationId: string,
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.identity_separations SET lifted_at = $3, lifted_by = $4, lift_reason = $5
       WHERE workspace_id = $1 AND separation_id = $2`,
      [workspaceId, separationId, at, JSON.stringify(actor), reason],
    );
    await tx.query(
      `UPDATE profiles.identity_nodes n SET is_separated = false
       FROM profiles.separated_nodes freed
       WHERE freed.workspace_id = $1 AND freed.separation_id = $2
         AND n.workspace_id = freed.workspace_id AND n.node_id = freed.node_id
         AND NOT EXISTS (
           SELECT FROM profiles.separated_nodes other
           JOIN profiles.identity_separations s USING (workspace_id, separation_id)
           WHERE other.workspace_id = n.workspace_id AND other.node_id = n.node_id AND s.lifted_at IS NULL)`,
      [workspaceId, separationId],
    );
  }
}
