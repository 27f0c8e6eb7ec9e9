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

/** Trait registers of people, on their anchors. */
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
