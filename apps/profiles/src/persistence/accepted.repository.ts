import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { columnsOf, runPrepared } from './run-prepared.js';

export interface AcceptedKey {
  workspaceId: string;
  acceptedHash: string;
  payloadHash: string;
}

const insertKeys = {
  name: 'profiles_insert_accepted',
  text: `
    INSERT INTO profiles.accepted (workspace_id, id_hash, payload_hash, accepted_on)
    SELECT * , $4::date FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS given (workspace_id, id_hash, payload_hash)
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING
    RETURNING workspace_id AS "workspaceId", id_hash AS "acceptedHash"`,
};

const findConflicts = {
  name: 'profiles_accepted_conflicts',
  text: `
    SELECT count(*)::int AS conflicts
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS given (workspace_id, id_hash, payload_hash)
    JOIN profiles.accepted a USING (workspace_id, id_hash)
    WHERE a.payload_hash <> given.payload_hash`,
};

const purgeBefore = `
  WITH old AS (
    SELECT workspace_id, id_hash FROM profiles.accepted WHERE accepted_on < $1::date LIMIT $2 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM profiles.accepted USING old
  WHERE accepted.workspace_id = old.workspace_id AND accepted.id_hash = old.id_hash`;

/** Which events have had their effect: (workspace, source, messageId), exact, for 30 days. */
@Injectable()
export class AcceptedRepository {
  /** The first copy of an event wins; sorted, so that two workers with the same events wait for each other, not in a circle. */
  async insert(tx: EntityManager, keys: readonly AcceptedKey[], day: string): Promise<Set<string>> {
    const rows = await runPrepared<AcceptedKey>(tx, insertKeys, [...columns(keys), day]);
    return new Set(rows.map(acceptedKey));
  }

  /** How many of these duplicates are other events under a messageId that was used before. */
  async countConflicts(tx: EntityManager, duplicates: readonly AcceptedKey[]): Promise<number> {
    const [row] = await runPrepared<{ conflicts: number }>(tx, findConflicts, columns(duplicates));
    return row?.conflicts ?? 0;
  }

  /** Deletes at most `limit` keys accepted before `day`. @returns how many */
  async purge(tx: EntityManager, day: string, limit: number): Promise<number> {
    const [, deleted] = await tx.query<[unknown, number]>(purgeBefore, [day, limit]);
    return deleted;
  }
}

export function acceptedKey({ workspaceId, acceptedHash }: Omit<AcceptedKey, 'payloadHash'>): string {
  return `${workspaceId} ${acceptedHash}`;
}

function columns(keys: readonly AcceptedKey[]): string[] {
  return columnsOf(keys, 3, (key) => [key.workspaceId, key.acceptedHash, key.payloadHash]);
}
