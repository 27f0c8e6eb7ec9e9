import { Injectable } from '@nestjs/common';
import { newId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { Merge } from '../apply/domain/profile-transitions.js';
import { columnsOf, runPrepared, type Statement } from './run-prepared.js';

export interface MergeToRecord extends Merge {
  workspaceId: string;
  eventId: string;
  at: string;
}

const insert: Statement = {
  name: 'profiles_insert_merges',
  text: `
    INSERT INTO profiles.profile_merges (workspace_id, merge_id, into_id, from_id, identifiers, cause, event_id, merged_at)
    SELECT workspace_id, merge_id, into_id, from_id, identifiers, 'event', event_id, merged_at
    FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::jsonb[], $6::uuid[], $7::timestamptz[]) AS given (
      workspace_id, merge_id, into_id, from_id, identifiers, event_id, merged_at)`,
};

/** Append-only: which profiles became one, and what the retired one held. Ids resolve without it. */
@Injectable()
export class MergeRepository {
  async record(tx: EntityManager, merges: readonly MergeToRecord[]): Promise<void> {
    if (merges.length === 0) return;
    const columns = columnsOf(merges, 7, (merge) => [
      merge.workspaceId,
      newId(),
      merge.into,
      merge.from,
      JSON.stringify(merge.identifiers.map(({ type, value }) => ({ type, value }))),
      merge.eventId,
      merge.at,
    ]);
    await runPrepared(tx, insert, columns);
  }
}
