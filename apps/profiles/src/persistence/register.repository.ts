import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Register } from '../apply/domain/trait-fold.js';
import type { NodeKey } from './identity-reader.repository.js';
import { columnsOf, jsonColumn, runPrepared, type Statement } from './run-prepared.js';

type RegisterRow = Omit<Register, 'value'> & { workspaceId: string };

/** The value comes as text: the fold carries it on, and parses it once. */
const load: Statement = {
  name: 'profiles_load_registers',
  text: `
    SELECT r.workspace_id AS "workspaceId", r.node_id AS "nodeId", r.key, r.moment, r.first_moment AS "firstMoment",
      r.value::text AS text
    FROM unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, node_id)
    JOIN profiles.trait_registers r USING (workspace_id, node_id)`,
};

const columns = `$1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[],
  string_to_array($6, chr(1), '')::json[]`;

const upsert: Statement = {
  name: 'profiles_upsert_registers',
  text: `
    INSERT INTO profiles.trait_registers (workspace_id, node_id, key, moment, first_moment, value)
    SELECT * FROM unnest(${columns})
    ON CONFLICT (workspace_id, node_id, key)
    DO UPDATE SET moment = EXCLUDED.moment, first_moment = EXCLUDED.first_moment, value = EXCLUDED.value`,
};

/** Written without a cluster lock, so sorted, and by comparison: several people of a group speak at once. */
const raiseGroup: Statement = {
  name: 'profiles_raise_group_registers',
  text: `
    INSERT INTO profiles.group_registers AS r (workspace_id, group_id, key, moment, first_moment, value)
    SELECT * FROM unnest(${columns}) ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, group_id, key) DO UPDATE SET
      moment = GREATEST(r.moment, EXCLUDED.moment),
      first_moment = LEAST(r.first_moment, EXCLUDED.first_moment),
      value = CASE WHEN EXCLUDED.moment > r.moment THEN EXCLUDED.value ELSE r.value END`,
};

const addGroups: Statement = {
  name: 'profiles_add_groups',
  text: `
    INSERT INTO profiles.groups (workspace_id, group_id, value)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[]) ORDER BY 1, 2
    ON CONFLICT DO NOTHING`,
};

const upsertMemberships: Statement = {
  name: 'profiles_upsert_memberships',
  text: `
    INSERT INTO profiles.group_memberships AS m (workspace_id, node_id, group_id, first_moment, last_moment)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[], $5::bytea[]) ORDER BY 1, 2, 3
    ON CONFLICT (workspace_id, node_id, group_id) DO UPDATE SET
      first_moment = LEAST(m.first_moment, EXCLUDED.first_moment),
      last_moment = GREATEST(m.last_moment, EXCLUDED.last_moment)`,
};

export interface GroupMembership {
  workspaceId: string;
  nodeId: string;
  groupId: string;
  firstMoment: Buffer;
  lastMoment: Buffer;
}

/** Trait registers of people (on their anchors) and of groups, and who belongs to which group. */
@Injectable()
export class RegisterRepository {
  async load(tx: EntityManager, nodes: readonly NodeKey[]): Promise<RegisterRow[]> {
    if (nodes.length === 0) return [];
    return runPrepared<RegisterRow & Record<string, unknown>>(
      tx,
      load,
      columnsOf(nodes, 2, (node) => [node.workspaceId, node.id]),
    );
  }

  async save(tx: EntityManager, registers: readonly RegisterRow[]): Promise<void> {
    if (registers.length > 0) await runPrepared(tx, upsert, registerColumns(registers));
  }

  /** `nodeId` of each register is the group's id. */
  async raiseGroups(
    tx: EntityManager,
    groups: readonly { workspaceId: string; id: string; value: string }[],
    registers: readonly RegisterRow[],
    memberships: readonly GroupMembership[],
  ): Promise<void> {
    if (groups.length === 0) return;
    await runPrepared(
      tx,
      upsertMemberships,
      columnsOf(memberships, 5, (one) => [
        one.workspaceId,
        one.nodeId,
        one.groupId,
        one.firstMoment,
        one.lastMoment,
      ]),
    );
    await runPrepared(
      tx,
      addGroups,
      columnsOf(groups, 3, (group) => [group.workspaceId, group.id, group.value]),
    );
    if (registers.length > 0) await runPrepared(tx, raiseGroup, registerColumns(registers));
  }
}

function registerColumns(registers: readonly RegisterRow[]): string[] {
  const columns = columnsOf(registers, 5, (one) => [
    one.workspaceId,
    one.nodeId,
    one.key,
    one.moment,
    one.firstMoment,
  ]);
  return [...columns, jsonColumn(registers, (one) => one.text)];
}
