import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { EntityManager } from 'typeorm';
import type { PolicySettings } from '../domain/policy-settings.js';

/** One version of a workspace's policy; version 1, the default, stands in no table. */
export interface PolicyVersion {
  version: number;
  walkVersion: number;
  settings: PolicySettings;
  changedAt: Date;
  changedBy: Actor;
}

const columns = `version, walk_version AS "walkVersion", settings, changed_at AS "changedAt", changed_by AS "changedBy"`;

@Injectable()
export class PolicyRepository {
  /** The newest of one workspace; undefined while nobody has changed anything. */
  async newest(tx: EntityManager, workspaceId: string): Promise<PolicyVersion | undefined> {
    const rows = await tx.query<PolicyVersion[]>(
      `SELECT ${columns} FROM profiles.identity_policies WHERE workspace_id = $1 ORDER BY version DESC LIMIT 1`,
      [workspaceId],
    );
    return rows[0];
  }

  /** The newest of every workspace that has one. */
  async newestOfAll(tx: EntityManager): Promise<(PolicyVersion & { workspaceId: string })[]> {
    return tx.query(
      `SELECT DISTINCT ON (workspace_id) workspace_id AS "workspaceId", ${columns} FROM profiles.identity_policies
       ORDER BY workspace_id, version DESC`,
    );
  }

  /** Newest first. @param before those older than this version */
  async list(
    tx: EntityManager,
    workspaceId: string,
    before: number | undefined,
    limit: number,
  ): Promise<PolicyVersion[]> {
    return tx.query(
      `SELECT ${columns} FROM profiles.identity_policies
       WHERE workspace_id = $1 AND ($2::int IS NULL OR version < $2) ORDER BY version DESC LIMIT $3`,
      [workspaceId, before ?? null, limit],
    );
  }

  /** Types that some stored version declared. */
  async everDeclared(tx: EntityManager, workspaceId: string): Promise<string[]> {
    const rows = await tx.query<{ type: string }[]>(
      `SELECT DISTINCT declared ->> 'type' AS type
       FROM profiles.identity_policies, jsonb_array_elements(settings -> 'types') AS declared WHERE workspace_id = $1`,
      [workspaceId],
    );
    return rows.map(({ type }) => type);
  }

  async add(tx: EntityManager, workspaceId: string, added: PolicyVersion): Promise<void> {
    await tx.query(
      `INSERT INTO profiles.identity_policies (workspace_id, version, walk_version, settings, changed_at, changed_by)
       VALUES ($1, $2, $3, $4, $5, $6)`,
      [
        workspaceId,
        added.version,
        added.walkVersion,
        JSON.stringify(added.settings),
        added.changedAt,
        JSON.stringify(added.changedBy),
      ],
    );
  }
}
