import type { Database } from '@rapport/database';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { StoredLetter } from './domain/stored-letter.js';

/** Keeps the letters that come, and lets go of those that are old. */
export class DeadLettersRepository {
  constructor(private readonly database: Database) {}

  /**
   * One statement for all. A letter that was published again and failed again is open again, with what was said last; its
   * place in its topic stays that of the first time. Any other repetition of a letter changes nothing.
   */
  async add(letters: readonly StoredLetter[], nowMs: number, tx: EntityManager): Promise<void> {
    const each = <K extends keyof StoredLetter>(name: K): StoredLetter[K][] =>
      letters.map((one) => one[name]);
    await tx.query(addStatement, [
      each('workspaceId'),
      each('id'),
      letters.map(({ madeAtMs }) => toIso(madeAtMs)),
      each('origin'),
      each('state'),
      each('code'),
      each('field'),
      each('message'),
      each('sourceId'),
      each('messageId'),
      each('topic'),
      each('partition'),
      each('offset'),
      each('consumer'),
      each('attempts'),
      each('build'),
      each('receivedAt'),
      toIso(nowMs),
      letters.map(({ details }) => JSON.stringify(details)),
      each('originalBytes'),
      letters.map(({ payload }) => payload.toString('base64')),
    ]);
  }

  /** @returns days that were let go */
  async rollDays(nowMs: number, keepDays: number): Promise<number> {
    const [row] = await this.database.query<{ dropped: number }>(
      'SELECT ingestion.roll_letter_days($1, $2) AS dropped',
      [toIso(nowMs), keepDays],
    );
    return row?.dropped ?? 0;
  }

  /** Of all workspaces, for operators. */
  async openCounts(): Promise<{ origin: string; code: string; count: number; oldestAt: Date }[]> {
    const rows = await this.database.query<{ origin: string; code: string; count: string; oldestAt: Date }>(
      `SELECT origin, code, count(*) AS count, min(made_at) AS "oldestAt" FROM ingestion.dead_letters
        WHERE state = 'open' GROUP BY origin, code`,
    );
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }
}

const addStatement = `
  INSERT INTO ingestion.dead_letters AS l
    (workspace_id, id, made_at, origin, state, code, field, message, source_id, message_id, topic, partition, "offset",
     consumer, attempts, build, received_at, last_at, details, original_bytes, payload)
  SELECT workspace_id, id, made_at, origin, state, code, field, message, source_id, message_id, topic, partition, "offset",
         consumer, attempts, build, received_at, $18::timestamptz, details, original_bytes, decode(payload, 'base64')
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::uuid[], $10::text[], $11::text[], $12::int[], $13::bigint[], $14::text[], $15::int[], $16::text[],
                $17::timestamptz[], $19::text[], $20::int[], $21::text[])
      AS given (workspace_id, id, made_at, origin, state, code, field, message, source_id, message_id, topic, partition,
                "offset", consumer, attempts, build, received_at, details, original_bytes, payload)
  ON CONFLICT (workspace_id, id, made_at) DO UPDATE
    SET state = 'open', code = excluded.code, field = excluded.field, message = excluded.message,
        attempts = l.attempts + excluded.attempts, build = excluded.build, last_at = excluded.last_at
    WHERE l.state = 'replayed' AND l.origin = 'consumer' AND excluded.origin = 'consumer'`;
