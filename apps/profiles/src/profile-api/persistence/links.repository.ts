import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { badNext, identifierPositionOf, markOf } from '../domain/api-cursor.js';
import type { ExternalId, LinksPage, Subject } from '../subject.js';

interface MemberRow {
  profileId: string;
  /** Hex. */
  firstMoment: string;
  nodeId: string;
}

interface Page {
  from: string | undefined;
  limit: number;
}

const memberMark = /^mem_([0-9a-f]{2,1024})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Who belongs to which account. */
@Injectable()
export class LinksRepository {
  /** Accounts of a person, in an order that no event changes. */
  async accountsOf(tx: EntityManager, { workspaceId, id }: Subject, page: Page): Promise<LinksPage> {
    const from = page.from === undefined ? null : identifierPositionOf(page.from).nodeId;
    const rows = await tx.query<{ nodeId: string; value: string; moment: Buffer }[]>(
      `SELECT DISTINCT ON (g.group_id) g.group_id AS "nodeId", g.value, m.first_moment AS moment
       FROM profiles.identity_nodes n
       JOIN profiles.group_memberships m ON m.workspace_id = n.workspace_id AND m.node_id = n.node_id
       JOIN profiles.groups g ON g.workspace_id = m.workspace_id AND g.group_id = m.group_id
       WHERE n.workspace_id = $1 AND n.profile_id = $2 AND m.first_moment IS NOT NULL
         AND ($3::uuid IS NULL OR g.group_id >= $3)
         AND EXISTS (SELECT 1 FROM profiles.profile_groups i
           WHERE i.workspace_id = $1 AND i.profile_id = $2 AND i.group_id = g.group_id)
       ORDER BY g.group_id, m.first_moment LIMIT $4`,
      [workspaceId, id, from, page.limit + 1],
    );
    const links = rows.map((row) => ({ externalIds: [{ ...row, type: 'group_id' }] }));
    const next = rows[page.limit];
    return {
      links: links.slice(0, page.limit),
      next: next && markOf({ type: 'group_id', nodeId: next.nodeId }),
    };
  }

  /** People of an account, the last to come first. Somebody with several identifiers in it stands where the first came. */
  async peopleOf(tx: EntityManager, { workspaceId, id }: Subject, page: Page): Promise<LinksPage> {
    const after = page.from === undefined ? undefined : memberMark.exec(page.from);
    if (after === null) throw badNext();
    const rows = await tx.query<MemberRow[]>(
      `SELECT n.profile_id AS "profileId", encode(m.first_moment, 'hex') AS "firstMoment", m.node_id AS "nodeId"
       FROM profiles.group_memberships m
       JOIN profiles.identity_nodes n ON n.workspace_id = m.workspace_id AND n.node_id = m.node_id
       WHERE m.workspace_id = $1 AND m.group_id = $2 AND m.first_moment IS NOT NULL AND n.profile_id IS NOT NULL
         AND ($4::text IS NULL OR (m.first_moment, m.node_id) < (decode($4, 'hex'), $5::uuid))
         AND NOT EXISTS (
           SELECT 1 FROM profiles.identity_nodes held
           JOIN profiles.group_memberships o ON o.workspace_id = held.workspace_id AND o.node_id = held.node_id
           WHERE held.workspace_id = $1 AND held.profile_id = n.profile_id AND o.group_id = $2
             AND (o.first_moment, o.node_id) < (m.first_moment, m.node_id))
         AND EXISTS (SELECT 1 FROM profiles.profile_groups i
           WHERE i.workspace_id = $1 AND i.profile_id = n.profile_id AND i.group_id = $2)
       ORDER BY m.first_moment DESC, m.node_id DESC LIMIT $3`,
      [workspaceId, id, page.limit + 1, after?.[1] ?? null, after?.[2] ?? null],
    );
    const shown = rows.slice(0, page.limit);
    const idsOf = await this.identifiers(tx, workspaceId, shown);
    const last = shown.at(-1);
    return {
      links: shown.map(({ profileId }) => ({ externalIds: idsOf.get(profileId) ?? [] })),
      next: rows.length > shown.length && last ? `mem_${last.firstMoment}_${last.nodeId}` : undefined,
    };
  }

  private async identifiers(
    tx: EntityManager,
    workspaceId: string,
    members: readonly MemberRow[],
  ): Promise<Map<string, ExternalId[]>> {
    const rows = await tx.query<(ExternalId & { profileId: string })[]>(
      `SELECT profile_id AS "profileId", node_id AS "nodeId", type, value, seen AS moment FROM profiles.identity_nodes
       WHERE workspace_id = $1 AND profile_id = ANY ($2::uuid[]) AND seen IS NOT NULL ORDER BY type, value`,
      [workspaceId, members.map(({ profileId }) => profileId)],
    );
    const found = new Map<string, ExternalId[]>();
    for (const { profileId, ...one } of rows) found.set(profileId, [...(found.get(profileId) ?? []), one]);
    return found;
  }
}
