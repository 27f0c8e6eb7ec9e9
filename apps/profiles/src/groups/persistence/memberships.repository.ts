import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { AddedMembership } from '../../apply/collect-groups.js';
import type { Moment } from '../../apply/domain/moment.js';
import type { NodeKey } from '../../persistence/identity-reader.repository.js';
import { columnsOf, runPrepared, type Statement } from '../../persistence/run-prepared.js';
import type { Membership } from '../domain/membership.js';

export interface MembershipRow extends Membership {
  workspaceId: string;
  nodeId: string;
}

const load: Statement = {
  name: 'profiles_load_memberships',
  text: `
    SELECT m.workspace_id AS "workspaceId", m.node_id AS "nodeId", m.group_id AS "groupId", g.value AS "groupKey",
      m.last_moment AS "lastMoment", m.removed_moment AS "removedMoment"
    FROM unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, node_id)
    JOIN profiles.group_memberships m USING (workspace_id, node_id)
    JOIN profiles.groups g USING (workspace_id, group_id)`,
};

const add: Statement = {
  name: 'profiles_upsert_memberships',
  text: `
    INSERT INTO profiles.group_memberships AS m (workspace_id, node_id, group_id, first_moment, last_moment)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[]) ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, node_id, group_id) DO UPDATE SET
      first_moment = LEAST(m.first_moment, EXCLUDED.first_moment),
      last_moment = GREATEST(m.last_moment, EXCLUDED.last_moment)`,
};

/** LEAST and GREATEST pass over what is missing: a removal may come first. */
const remove: Statement = {
  name: 'profiles_remove_memberships',
  text: `
    INSERT INTO profiles.group_memberships AS m (workspace_id, node_id, group_id, removed_moment)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, node_id, group_id) DO UPDATE SET
      removed_moment = GREATEST(m.removed_moment, EXCLUDED.removed_moment)`,
};

/** Who belongs to which group: rows of a node, written under the lock of its cluster. */
@Injectable()
export class MembershipsRepository {
  async load(tx: EntityManager, nodes: readonly NodeKey[]): Promise<MembershipRow[]> {
    if (nodes.length === 0) return [];
    return runPrepared<MembershipRow & Record<string, unknown>>(
      tx,
      load,
      columnsOf(nodes, 2, (node) => [node.workspaceId, node.id]),
    );
  }

  async add(tx: EntityManager, memberships: readonly AddedMembership[]): Promise<void> {
    if (memberships.length === 0) return;
    const columns = columnsOf(memberships, 5, (one) => [
      ...[one.workspaceId, one.nodeId, one.groupId],
      ...[one.firstMoment, one.lastMoment],
    ]);
    await runPrepared(tx, add, columns);
  }

  /** Whether the node was in the group or not: what it says of the time before may still be on its way. */
  async remove(
    tx: EntityManager,
    removals: readonly (NodeKey & { groupId: string; moment: Moment })[],
  ): Promise<void> {
    const columns = columnsOf(removals, 4, (one) => [one.workspaceId, one.id, one.groupId, one.moment]);
    await runPrepared(tx, remove, columns);
  }
}
