import { Injectable } from '@nestjs/common';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { bucketOf } from '../schema/domain/count-outcomes.js';
import { columnsOf, runPrepared } from './run-prepared.js';

export interface AcceptedKey {
  workspaceId: string;
  acceptedHash: string;
  payloadHash: string;
}

export interface Repeat extends AcceptedKey {
  sourceId: string;
  /** When it came, never after now. */
  receivedMs: number;
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

/** One statement judges every repeat by the body that came first, and counts it for its source. */
const countRepeats = {
  name: 'profiles_count_repeats',
  text: `
    WITH judged AS (
      SELECT given.*, CASE WHEN a.payload_hash <> given.payload_hash THEN 'conflict' ELSE 'duplicate' END AS outcome
        FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[], $6::timestamptz[])
          AS given (workspace_id, id_hash, payload_hash, source_id, bucket_at, received_at)
        LEFT JOIN profiles.accepted a USING (workspace_id, id_hash)),
    counted AS (
      INSERT INTO profiles.source_outcomes AS o
        (workspace_id, source_id, bucket_at, outcome, lane, events, last_received_at)
      SELECT workspace_id, source_id, bucket_at, outcome, $7::int, count(*), max(received_at)
        FROM judged GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
      ON CONFLICT (workspace_id, source_id, bucket_at, outcome, lane) DO UPDATE
        SET events = o.events + excluded.events,
            last_received_at = greatest(o.last_received_at, excluded.last_received_at))
    SELECT count(*) FILTER (WHERE outcome = 'conflict')::int AS conflicts FROM judged`,
};

/** A run of pages, whatever the order in which days lie in them: every page of the table is read once, in its order. */
const purgePages = (partition: number): string => `
  DELETE FROM profiles.accepted_${partition}
   WHERE ctid >= format('(%s,0)', $1::bigint)::tid AND ctid < format('(%s,0)', $2::bigint)::tid
     AND accepted_on < $3::date`;

export const acceptedPartitions = 8;

/** Which events have had their effect: (workspace, source, messageId), exact, for 30 days. */
@Injectable()
export class AcceptedRepository {
  /** The first copy of an event wins; sorted, so that two workers with the same events wait for each other, not in a circle. */
  async insert(tx: EntityManager, keys: readonly AcceptedKey[], day: string): Promise<Set<string>> {
    const rows = await runPrepared<AcceptedKey>(tx, insertKeys, [...columns(keys), day]);
    return new Set(rows.map(acceptedKey));
  }

  /**
   * Counts repeats by source: a duplicate, or a conflict when it is another event under a messageId that was used before.
   * @param lane the partition they came from, whose consumer alone writes it
   * @returns how many are conflicts
   */
  async countRepeats(tx: EntityManager, repeats: readonly Repeat[], lane: number): Promise<number> {
    const counts = columnsOf(repeats, 6, (repeat) => [
      repeat.workspaceId,
      repeat.acceptedHash,
      repeat.payloadHash,
      repeat.sourceId,
      toIso(bucketOf(repeat.receivedMs)),
      toIso(repeat.receivedMs),
    ]);
    const [row] = await runPrepared<{ conflicts: number }>(tx, countRepeats, [...counts, lane]);
    return row?.conflicts ?? 0;
  }

  /** Pages of one partition, filled or not. */
  async pagesOf(tx: EntityManager, partition: number): Promise<number> {
    const [row] = await tx.query<{ pages: string }[]>(
      `SELECT pg_relation_size($1::regclass) / current_setting('block_size')::int AS pages`,
      [`profiles.accepted_${partition}`],
    );
    return Number(row?.pages ?? 0);
  }

  /** Deletes the keys accepted before `day` from a run of pages. @returns how many */
  async purge(
    tx: EntityManager,
    day: string,
    { partition, from, to }: { partition: number; from: number; to: number },
  ): Promise<number> {
    const [, deleted] = await tx.query<[unknown, number]>(purgePages(partition), [from, to, day]);
    return deleted;
  }
}

export function acceptedKey({ workspaceId, acceptedHash }: Omit<AcceptedKey, 'payloadHash'>): string {
  return `${workspaceId} ${acceptedHash}`;
}

function columns(keys: readonly AcceptedKey[]): string[] {
  return columnsOf(keys, 3, (key) => [key.workspaceId, key.acceptedHash, key.payloadHash]);
}
