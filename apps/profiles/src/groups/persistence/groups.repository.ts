import { Injectable } from '@nestjs/common';
import type { JsonValue } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { Register } from '../../apply/domain/trait-fold.js';
import type { NodeKey } from '../../persistence/identity-reader.repository.js';
import { foldedForSearch } from '../../persistence/profile.repository.js';
import { columnsOf, jsonColumn, runPrepared, type Statement } from '../../persistence/run-prepared.js';

/** `id` is the group's. */
export interface LockedGroup extends NodeKey {
  value: string;
  /** JSON text. */
  traits: string;
}

export interface GroupToSave extends NodeKey {
  name: string | null;
  /** JSON text. */
  traits: string;
}

export type GroupRegister = Omit<Register, 'nodeId'> & { workspaceId: string; nodeId: string };

const given = 'unnest($1::uuid[], $2::uuid[]) AS given (workspace_id, group_id)';

const add: Statement = {
  name: 'profiles_add_groups',
  text: `
    INSERT INTO profiles.groups (workspace_id, group_id, value, value_folded, created_at, updated_at)
    SELECT workspace_id, group_id, value, folded, $5, $5
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) AS given (workspace_id, group_id, value, folded)
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING`,
};

/** Several people of a group speak at once, each under the lock of their own cluster: whoever folds its traits is alone here. */
const lock: Statement = {
  name: 'profiles_lock_groups',
  text: `
    SELECT g.workspace_id AS "workspaceId", g.group_id AS id, g.value, g.traits::text AS traits
    FROM ${given} JOIN profiles.groups g USING (workspace_id, group_id)
    ORDER BY g.workspace_id, g.group_id
    FOR UPDATE OF g`,
};

const loadRegisters: Statement = {
  name: 'profiles_load_group_registers',
  text: `
    SELECT r.workspace_id AS "workspaceId", r.group_id AS "nodeId", r.key, r.moment, r.first_moment AS "firstMoment",
      r.value::text AS text
    FROM ${given} JOIN profiles.group_registers r USING (workspace_id, group_id)`,
};

const saveRegisters: Statement = {
  name: 'profiles_save_group_registers',
  text: `
    INSERT INTO profiles.group_registers (workspace_id, group_id, key, moment, first_moment, value)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[], $5::bytea[],
      string_to_array($6, chr(1), '')::json[])
    ON CONFLICT (workspace_id, group_id, key)
    DO UPDATE SET moment = EXCLUDED.moment, first_moment = EXCLUDED.first_moment, value = EXCLUDED.value`,
};

/** The revision is drawn under the lock of the group, so that a later commit has the larger one. */
const save: Statement = {
  name: 'profiles_save_groups',
  text: `
    UPDATE profiles.groups g SET traits = given.traits, name_folded = given.folded, updated_at = $5,
      revision = nextval('profiles.revisions')
    FROM unnest($1::uuid[], $2::uuid[], $3::text[], string_to_array($4, chr(1), '')::jsonb[])
      AS given (workspace_id, group_id, folded, traits)
    WHERE g.workspace_id = given.workspace_id AND g.group_id = given.group_id
    RETURNING g.workspace_id AS "workspaceId", g.group_id AS id, g.revision`,
};

/** Groups and the registers of their traits, written set by set. */
@Injectable()
export class GroupsRepository {
  /** Those that are not there yet. */
  async add(
    tx: EntityManager,
    groups: readonly { workspaceId: string; id: string; value: string }[],
    now: string,
  ): Promise<void> {
    if (groups.length === 0) return;
    const columns = columnsOf(groups, 4, ({ workspaceId, id, value }) => [
      ...[workspaceId, id, value, foldedForSearch(value)],
    ]);
    await runPrepared(tx, add, [...columns, now]);
  }

  async lock(tx: EntityManager, keys: readonly NodeKey[]): Promise<LockedGroup[]> {
    return runPrepared<LockedGroup & Record<string, unknown>>(tx, lock, keyColumns(keys));
  }

  async loadRegisters(tx: EntityManager, keys: readonly NodeKey[]): Promise<GroupRegister[]> {
    const rows = await runPrepared<Omit<GroupRegister, 'value'>>(tx, loadRegisters, keyColumns(keys));
    return rows.map((row) => ({ ...row, value: JSON.parse(row.text) as JsonValue }));
  }

  async saveRegisters(tx: EntityManager, registers: readonly GroupRegister[]): Promise<void> {
    if (registers.length === 0) return;
    const columns = columnsOf(registers, 5, (one) => [
      ...[one.workspaceId, one.nodeId, one.key],
      ...[one.moment, one.firstMoment],
    ]);
    await runPrepared(tx, saveRegisters, [...columns, jsonColumn(registers, (one) => one.text)]);
  }

  /** @returns the revision of each, by workspace and id */
  async save(tx: EntityManager, groups: readonly GroupToSave[], now: string): Promise<Map<string, number>> {
    if (groups.length === 0) return new Map();
    const columns = columnsOf(groups, 3, (one) => [one.workspaceId, one.id, foldedForSearch(one.name)]);
    const rows = await runPrepared<NodeKey & { revision: string } & Record<string, unknown>>(tx, save, [
      ...columns,
      jsonColumn(groups, (one) => one.traits),
      now,
    ]);
    return new Map(rows.map((row) => [keyOf(row), Number(row.revision)]));
  }
}

export function keyOf({ workspaceId, id }: NodeKey): string {
  return `${workspaceId} ${id}`;
}

function keyColumns(keys: readonly NodeKey[]): string[] {
  return columnsOf(keys, 2, (key) => [key.workspaceId, key.id]);
}
