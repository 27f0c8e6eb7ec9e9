import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { JsonObject } from '@rapport/contracts';
import { type Identifier, newId } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { DecidedEdge, Decision } from '../apply/decision.js';
import type { HeldIdentifier } from './domain/merge-link.js';

export interface MergeRow {
  id: string;
  into: string;
  from: string;
  intoIdentifiers: Identifier[];
  fromIdentifiers: Identifier[];
  cause: 'event' | 'operator' | 'settings';
  messageId: string | null;
  sourceId: string | null;
  actor: Actor | null;
  reason: string | null;
  edgeAnchorId: string | null;
  edgeNodeId: string | null;
  at: Date;
  undoneAt: Date | null;
}

/** Two people that somebody made one. */
export interface DecidedMerge {
  into: string;
  from: string;
  intoIdentifiers: readonly HeldIdentifier[];
  fromIdentifiers: readonly HeldIdentifier[];
}

export interface SeparationRow {
  id: string;
  parts: string[][];
  nodeIds: string[];
  /** The people that hold these identifiers now. */
  profileIds: (string | null)[];
  reason: string;
  actor: Actor;
  at: Date;
  liftedAt: Date | null;
  liftedBy: Actor | null;
}

export interface After {
  after: { at: string; id: string } | undefined;
  limit: number;
}

const mergeColumns = `
  m.merge_id AS id, m.into_id AS into, m.from_id AS "from", m.into_identifiers AS "intoIdentifiers",
  m.identifiers AS "fromIdentifiers", m.cause, e.message_id AS "messageId", e.source_id AS "sourceId", m.actor, m.reason,
  m.edge_anchor_id AS "edgeAnchorId", m.edge_node_id AS "edgeNodeId", m.merged_at AS at, m.undone_at AS "undoneAt"`;
/** An event is kept by month: both its id and its time find it. */
const mergeTables = `
  profiles.profile_merges m
  LEFT JOIN profiles.events e ON e.workspace_id = m.workspace_id AND e.event_id = m.event_id AND e.timestamp = m.merged_at`;
/** All ids that ever stood for this person. */
const idsOfProfile = `
  SELECT i.profile_id FROM profiles.identity_nodes n
  JOIN profiles.profile_ids i ON i.workspace_id = n.workspace_id AND i.node_id = n.node_id
  WHERE n.workspace_id = $1 AND n.profile_id = $2`;
const separationColumns = `
  s.separation_id AS id, s.reason, s.actor, s.separated_at AS at, s.lifted_at AS "liftedAt", s.lifted_by AS "liftedBy",
  (SELECT array_agg(node_id) FROM profiles.separated_nodes p
   WHERE p.workspace_id = s.workspace_id AND p.separation_id = s.separation_id) AS "nodeIds",
  (SELECT array_agg(n.profile_id) FROM profiles.separated_nodes p JOIN profiles.identity_nodes n USING (workspace_id, node_id)
   WHERE p.workspace_id = s.workspace_id AND p.separation_id = s.separation_id) AS "profileIds",
  (SELECT jsonb_agg(names ORDER BY part) FROM (
     SELECT p.part, jsonb_agg(n.type || ':' || n.value ORDER BY n.type, n.value) AS names
     FROM profiles.separated_nodes p JOIN profiles.identity_nodes n USING (workspace_id, node_id)
     WHERE p.workspace_id = s.workspace_id AND p.separation_id = s.separation_id GROUP BY p.part) parts) AS parts`;

/** What a merge or its undoing has to know of the people concerned. */
@Injectable()
export class MergingRepository {
  async identifiersOf(tx: EntityManager, workspaceId: string, profileId: string): Promise<HeldIdentifier[]> {
    return tx.query(
      `SELECT node_id AS id, type, value, encode(seen, 'hex') AS seen FROM profiles.identity_nodes
       WHERE workspace_id = $1 AND profile_id = $2 ORDER BY seen, type, value`,
      [workspaceId, profileId],
    );
  }

  async identifiersById(
    tx: EntityManager,
    workspaceId: string,
    ids: readonly string[],
  ): Promise<HeldIdentifier[]> {
    return tx.query(
      `SELECT node_id AS id, type, value, encode(seen, 'hex') AS seen FROM profiles.identity_nodes
       WHERE workspace_id = $1 AND node_id = ANY($2::uuid[])`,
      [workspaceId, ids],
    );
  }

  async traitsOf(
    tx: EntityManager,
    workspaceId: string,
    profileIds: readonly string[],
  ): Promise<Map<string, JsonObject>> {
    const rows = await tx.query<{ id: string; traits: JsonObject }[]>(
      'SELECT profile_id AS id, traits FROM profiles.profiles WHERE workspace_id = $1 AND profile_id = ANY($2::uuid[])',
      [workspaceId, profileIds],
    );
    return new Map(rows.map(({ id, traits }) => [id, traits]));
  }

  async merges(tx: EntityManager, workspaceId: string, profileId: string, page: After): Promise<MergeRow[]> {
    const place = page.after ? 'AND (m.merged_at, m.merge_id) < ($4::timestamptz, $5::uuid)' : '';
    return tx.query(
      `WITH ids AS (${idsOfProfile})
       SELECT ${mergeColumns} FROM ${mergeTables}
       WHERE m.workspace_id = $1 AND (m.into_id IN (SELECT * FROM ids) OR m.from_id IN (SELECT * FROM ids)) ${place}
       ORDER BY m.merged_at DESC, m.merge_id DESC LIMIT $3`,
      [workspaceId, profileId, page.limit, ...(page.after ? [page.after.at, page.after.id] : [])],
    );
  }

  /** The merges of this person that were not undone, last recorded first. */
  async standingMerges(tx: EntityManager, workspaceId: string, profileId: string): Promise<MergeRow[]> {
    return tx.query(
      `WITH ids AS (${idsOfProfile})
       SELECT ${mergeColumns} FROM ${mergeTables}
       WHERE m.workspace_id = $1 AND m.into_id IN (SELECT * FROM ids) AND m.undone_at IS NULL
         AND m.into_identifiers <> '[]'
       ORDER BY m.merge_id DESC LIMIT 50`,
      [workspaceId, profileId],
    );
  }

  async findMerge(tx: EntityManager, workspaceId: string, id: string): Promise<MergeRow | undefined> {
    const [row] = await tx.query<MergeRow[]>(
      `SELECT ${mergeColumns} FROM ${mergeTables} WHERE m.workspace_id = $1 AND m.merge_id = $2`,
      [workspaceId, id],
    );
    return row;
  }

  /** The record that the last change of this transaction made. */
  async mergeInto(
    tx: EntityManager,
    workspaceId: string,
    into: string,
    from: readonly string[],
  ): Promise<string | null> {
    const [row] = await tx.query<{ id: string }[]>(
      `SELECT merge_id AS id FROM profiles.profile_merges WHERE workspace_id = $1 AND into_id = $2 AND from_id = ANY($3::uuid[])
       ORDER BY merge_id DESC LIMIT 1`,
      [workspaceId, into, from],
    );
    return row?.id ?? null;
  }

  /** A merge that retired no id into the survivor's. @returns its id */
  async recordMerge(
    tx: EntityManager,
    workspaceId: string,
    { at, actor, reason }: Decision,
    { anchorId, nodeId }: DecidedEdge,
    merge: DecidedMerge,
  ): Promise<string> {
    const id = newId();
    const names = (held: readonly HeldIdentifier[]): string =>
      JSON.stringify(held.filter(({ seen }) => seen !== null).map(({ type, value }) => ({ type, value })));
    await tx.query(
      `INSERT INTO profiles.profile_merges (workspace_id, merge_id, into_id, from_id, into_identifiers, identifiers, cause, actor,
         reason, edge_anchor_id, edge_node_id, merged_at)
       VALUES ($1, $2, $3, $4, $5, $6, 'operator', $7, $8, $9, $10, $11)`,
      [
        ...[
          workspaceId,
          id,
          merge.into,
          merge.from,
          names(merge.intoIdentifiers),
          names(merge.fromIdentifiers),
        ],
        ...[JSON.stringify(actor), reason, anchorId, nodeId, at],
      ],
    );
    return id;
  }

  async markUndone(tx: EntityManager, workspaceId: string, id: string, at: string, by: Actor): Promise<void> {
    await tx.query(
      'UPDATE profiles.profile_merges SET undone_at = $3, undone_by = $4 WHERE workspace_id = $1 AND merge_id = $2',
      [workspaceId, id, at, JSON.stringify(by)],
    );
  }

  async separations(
    tx: EntityManager,
    workspaceId: string,
    profileId: string,
    page: After,
  ): Promise<SeparationRow[]> {
    const place = page.after ? 'AND (s.separated_at, s.separation_id) < ($4::timestamptz, $5::uuid)' : '';
    return tx.query(
      `SELECT ${separationColumns} FROM profiles.identity_separations s
       WHERE s.workspace_id = $1 AND s.separation_id IN (
         SELECT p.separation_id FROM profiles.separated_nodes p JOIN profiles.identity_nodes n USING (workspace_id, node_id)
         WHERE n.workspace_id = $1 AND n.profile_id = $2) ${place}
       ORDER BY s.separated_at DESC, s.separation_id DESC LIMIT $3`,
      [workspaceId, profileId, page.limit, ...(page.after ? [page.after.at, page.after.id] : [])],
    );
  }

  async findSeparation(
    tx: EntityManager,
    workspaceId: string,
    id: string,
  ): Promise<SeparationRow | undefined> {
    const [row] = await tx.query<SeparationRow[]>(
      `SELECT ${separationColumns} FROM profiles.identity_separations s
       WHERE s.workspace_id = $1 AND s.separation_id = $2`,
      [workspaceId, id],
    );
    return row;
  }
}
