import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { Identifier } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';

export interface IdentityChangeRow {
  id: string;
  kind: 'merged' | 'unmerged';
  /** The profile that others came into, or that identifiers left. */
  mainId: string;
  /** The one that was retired, or that came back. */
  otherId: string;
  /** Of `otherId`. */
  identifiers: Identifier[];
  /** Of `mainId` before a merge; empty for a split. */
  mainIdentifiers: Identifier[];
  cause: string;
  /** Of a split: what let the identifiers go. */
  why: string | null;
  reason: string | null;
  actor: Actor | null;
  eventId: string | null;
  at: Date;
}

export interface IdentityChangeList {
  workspaceId: string;
  profileId: string;
  after: { at: string; id: string } | undefined;
  limit: number;
}

/** An event, sought under the anchors that it may have. */
export interface CauseToFind {
  eventId: string;
  at: Date;
  anchorIds: readonly string[];
}

export interface CauseRow {
  eventId: string;
  messageId: string;
  sourceId: string;
}

/** Every id that ever was given to one of the profile's identifiers. */
const idsOfProfile = `
  SELECT i.profile_id FROM profiles.identity_nodes n
  JOIN profiles.profile_ids i ON i.workspace_id = n.workspace_id AND i.node_id = n.node_id
  WHERE n.workspace_id = $1 AND n.profile_id = $2`;

/** What became one and what became two: the records of merges and splits. */
@Injectable()
export class IdentityChangesRepository {
  /** Newest first. */
  async list(tx: EntityManager, list: IdentityChangeList): Promise<IdentityChangeRow[]> {
    const { workspaceId, profileId, after, limit } = list;
    return tx.query<IdentityChangeRow[]>(
      `WITH ids AS MATERIALIZED (${idsOfProfile}), changes AS (
         SELECT merge_id AS id, 'merged' AS kind, into_id AS "mainId", from_id AS "otherId", identifiers,
           into_identifiers AS "mainIdentifiers", cause, NULL AS why, reason, actor, event_id AS "eventId", merged_at AS at
         FROM profiles.profile_merges
         WHERE workspace_id = $1 AND (into_id IN (SELECT * FROM ids) OR from_id IN (SELECT * FROM ids))
         UNION ALL
         SELECT split_id, 'unmerged', from_id, to_id, identifiers, '[]', cause, why, reason, actor, event_id, split_at
         FROM profiles.profile_splits
         WHERE workspace_id = $1 AND (from_id IN (SELECT * FROM ids) OR to_id IN (SELECT * FROM ids))
       )
       SELECT * FROM changes
       WHERE $3::timestamptz IS NULL OR (at, id) < ($3::timestamptz, $4::uuid)
       ORDER BY at DESC, id DESC LIMIT $5`,
      [workspaceId, profileId, after?.at ?? null, after?.id ?? null, limit],
    );
  }

  /** The events that changes were put down to; each is one look into the index of the timeline. */
  async causes(
    tx: EntityManager,
    workspaceId: string,
    sought: readonly CauseToFind[],
  ): Promise<Map<string, CauseRow>> {
    const places = sought.flatMap(({ eventId, at, anchorIds }) =>
      anchorIds.map((anchorId) => ({ eventId, at: at.toISOString(), anchorId })),
    );
    if (places.length === 0) return new Map();
    const rows = await tx.query<CauseRow[]>(
      `SELECT e.event_id AS "eventId", e.message_id AS "messageId", e.source_id AS "sourceId"
       FROM unnest($2::uuid[], $3::timestamptz[], $4::uuid[]) AS sought (event_id, at, anchor_id)
       JOIN profiles.events e ON e.workspace_id = $1 AND e.anchor_id = sought.anchor_id AND e.timestamp = sought.at
         AND e.event_id = sought.event_id`,
      [
        workspaceId,
        places.map((one) => one.eventId),
        places.map((one) => one.at),
        places.map((one) => one.anchorId),
      ],
    );
    return new Map(rows.map((row) => [row.eventId, row]));
  }
}
