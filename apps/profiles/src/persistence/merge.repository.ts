import { Injectable } from '@nestjs/common';
import { newId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { IdentityNode } from '../apply/domain/evidence.js';
import type { Departure, Merge } from '../apply/domain/profile-transitions.js';
import { causeOf, circumstancesOf, type Occasion, splitReasonOf } from '../apply/occasion.js';
import { columnsOf, type ColumnValue, runPrepared, type Statement } from './run-prepared.js';

export interface MergeToRecord extends Merge {
  workspaceId: string;
  /** What the survivor held before. */
  intoIdentifiers: readonly IdentityNode[];
  occasion: Occasion;
}

export interface SplitToRecord extends Departure {
  workspaceId: string;
  newHub: boolean;
  occasion: Occasion;
}

const insertMerges: Statement = {
  name: 'profiles_insert_merges',
  text: `
    INSERT INTO profiles.profile_merges (workspace_id, merge_id, into_id, from_id, into_identifiers, identifiers, cause, event_id,
      actor, reason, edge_anchor_id, edge_node_id, merged_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::jsonb[], $6::jsonb[], $7::text[], $8::uuid[],
      $9::jsonb[], $10::text[], $11::uuid[], $12::uuid[], $13::timestamptz[])`,
};

const insertSplits: Statement = {
  name: 'profiles_insert_splits',
  text: `
    INSERT INTO profiles.profile_splits (workspace_id, split_id, from_id, to_id, identifiers, cause, why, event_id, actor, reason,
      separation_id, split_at)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::jsonb[], $6::text[], $7::text[], $8::uuid[],
      $9::jsonb[], $10::text[], $11::uuid[], $12::timestamptz[])`,
};

/**
 * Append-only: which profiles became one or two, what each held, and why. Ids resolve without it; it is what an operator reads,
 * and where an unmerge takes its parts from.
 */
@Injectable()
export class MergeRepository {
  async record(
    tx: EntityManager,
    merges: readonly MergeToRecord[],
    splits: readonly SplitToRecord[],
  ): Promise<void> {
    if (merges.length > 0) await runPrepared(tx, insertMerges, columnsOf(merges, 13, mergeValues));
    if (splits.length > 0) await runPrepared(tx, insertSplits, columnsOf(splits, 12, splitValues));
  }
}

function mergeValues({
  workspaceId,
  into,
  from,
  intoIdentifiers,
  identifiers,
  occasion,
}: MergeToRecord): ColumnValue[] {
  const cause = causeOf('merge', occasion);
  const decision = 'decision' in occasion ? occasion.decision : undefined;
  const edge = decision?.edges.find((one) => one.active && one.separationId === null);
  return [
    workspaceId,
    newId(),
    into,
    from,
    namesText(intoIdentifiers),
    namesText(identifiers),
    decision?.type ?? 'event',
    cause.eventId ?? null,
    decision ? JSON.stringify(decision.actor) : null,
    decision?.reason ?? null,
    edge?.anchorId ?? null,
    edge?.nodeId ?? null,
    circumstancesOf(occasion).occurredAt,
  ];
}

function splitValues({ workspaceId, from, to, identifiers, newHub, occasion }: SplitToRecord): ColumnValue[] {
  const cause = causeOf('unmerge', occasion);
  const decision = 'decision' in occasion ? occasion.decision : undefined;
  return [
    workspaceId,
    newId(),
    from,
    to,
    namesText(identifiers),
    decision?.type ?? 'event',
    splitReasonOf(occasion, newHub),
    cause.eventId ?? null,
    decision ? JSON.stringify(decision.actor) : null,
    decision?.reason ?? null,
    decision?.separation?.id ?? null,
    circumstancesOf(occasion).occurredAt,
  ];
}

function namesText(nodes: readonly IdentityNode[]): string {
  return JSON.stringify(nodes.filter((node) => node.seen).map(({ type, value }) => ({ type, value })));
}
