import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { JsonValue } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { EdgeKind, Verdict } from '../apply/domain/evidence.js';

/** The register that a trait has its value from. */
export interface TraitWinnerRow {
  key: string;
  value: JsonValue;
  moment: Buffer;
}

/** An edge between two identifiers, each with its name. */
export interface LinkRow {
  anchorId: string;
  anchorType: string;
  anchorValue: string;
  nodeId: string;
  nodeType: string;
  nodeValue: string;
  kind: EdgeKind;
  moment: Buffer;
  verdict: Verdict | null;
  active: boolean;
  actor: Actor | null;
  reason: string | null;
}

export interface HeldIdentifierRow {
  nodeId: string;
  type: string;
  value: string;
  /** null for one that only an alias named. */
  seen: Buffer | null;
  lastSeenAt: Date | null;
  /** The profile is called after it. */
  namesProfile: boolean;
}

/** Where a page of links begins: right after the one with these. */
export interface LinkPosition {
  /** Hex. */
  moment: string;
  anchorId: string;
  nodeId: string;
  kind: string;
}

const columnsOfEdge = `
  e.anchor_id AS "anchorId", a.type AS "anchorType", a.value AS "anchorValue",
  e.node_id AS "nodeId", n.type AS "nodeType", n.value AS "nodeValue",
  e.kind, e.moment, e.verdict, e.active, e.actor, e.reason`;
const withNames = `
  JOIN profiles.identity_nodes a ON a.workspace_id = $1 AND a.node_id = e.anchor_id
  JOIN profiles.identity_nodes n ON n.workspace_id = $1 AND n.node_id = e.node_id`;

/** Why things are as they are: which event set a trait, what drew two identifiers together or kept them apart. */
@Injectable()
export class EvidenceReader {
  /** Per trait the newest register of the profile's identifiers, by name; also those whose value is hidden. */
  async traitWinners(tx: EntityManager, workspaceId: string, profileId: string): Promise<TraitWinnerRow[]> {
    return tx.query<TraitWinnerRow[]>(
      `SELECT DISTINCT ON (r.key) r.key, r.value, r.moment
       FROM profiles.identity_nodes n
       JOIN profiles.trait_registers r ON r.workspace_id = n.workspace_id AND r.node_id = n.node_id
       WHERE n.workspace_id = $1 AND n.profile_id = $2
       ORDER BY r.key, r.moment DESC`,
      [workspaceId, profileId],
    );
  }

  /** All identifiers of a profile, at most 100; unobserved ones too. */
  async identifiers(tx: EntityManager, workspaceId: string, profileId: string): Promise<HeldIdentifierRow[]> {
    return tx.query<HeldIdentifierRow[]>(
      `SELECT n.node_id AS "nodeId", n.type, n.value, n.seen, COALESCE(n.last_seen_at, n.created_at) AS "lastSeenAt",
         i.node_id IS NOT NULL AS "namesProfile"
       FROM profiles.identity_nodes n
       LEFT JOIN profiles.profile_ids i
         ON i.workspace_id = n.workspace_id AND i.node_id = n.node_id AND i.profile_id = n.profile_id
       WHERE n.workspace_id = $1 AND n.profile_id = $2`,
      [workspaceId, profileId],
    );
  }

  /** The links that hold a profile together. */
  async joiningLinks(tx: EntityManager, workspaceId: string, profileId: string): Promise<LinkRow[]> {
    return tx.query<LinkRow[]>(
      `SELECT ${columnsOfEdge}
       FROM profiles.identity_nodes a
       JOIN profiles.identity_edges e ON e.workspace_id = $1 AND e.anchor_id = a.node_id AND e.verdict = 'joined'
         AND e.active
       JOIN profiles.identity_nodes n ON n.workspace_id = $1 AND n.node_id = e.node_id AND n.profile_id = $2
       WHERE a.workspace_id = $1 AND a.profile_id = $2`,
      [workspaceId, profileId],
    );
  }

  /** Links with an end in the profile, refused ones included, newest first. */
  async links(
    tx: EntityManager,
    list: { workspaceId: string; profileId: string; after: LinkPosition | undefined; limit: number },
  ): Promise<LinkRow[]> {
    const parameters: unknown[] = [list.workspaceId, list.profileId, list.limit];
    const place = (value: unknown): string => `$${parameters.push(value)}`;
    const after =
      list.after &&
      `AND (e.moment, e.anchor_id, e.node_id, e.kind COLLATE "C") < (decode(${place(list.after.moment)}, 'hex'),
         ${place(list.after.anchorId)}::uuid, ${place(list.after.nodeId)}::uuid, ${place(list.after.kind)}::text)`;
    return tx.query<LinkRow[]>(
      `WITH own AS MATERIALIZED (
         SELECT node_id FROM profiles.identity_nodes WHERE workspace_id = $1 AND profile_id = $2
       ), page AS (
         SELECT * FROM (
           SELECT e.* FROM own JOIN profiles.identity_edges e ON e.workspace_id = $1 AND e.anchor_id = own.node_id
           UNION ALL
           SELECT e.* FROM own JOIN profiles.identity_edges e ON e.workspace_id = $1 AND e.node_id = own.node_id
           WHERE e.anchor_id NOT IN (SELECT node_id FROM own)
         ) e WHERE true ${after ?? ''}
         ORDER BY e.moment DESC, e.anchor_id DESC, e.node_id DESC, e.kind COLLATE "C" DESC LIMIT $3
       )
       SELECT ${columnsOfEdge} FROM page e ${withNames}
       ORDER BY e.moment DESC, e.anchor_id DESC, e.node_id DESC, e.kind COLLATE "C" DESC`,
      parameters,
    );
  }
}
