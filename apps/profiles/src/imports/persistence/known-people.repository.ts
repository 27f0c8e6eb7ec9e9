import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

/** What is there already, asked for many rows at once. */
@Injectable()
export class KnownPeopleRepository {
  /** Of these identifiers those whose person was there before `at` (ISO 8601). */
  async nodesBefore(
    tx: EntityManager,
    workspaceId: string,
    nodeIds: readonly string[],
    at: string,
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT node_id AS id FROM profiles.identity_nodes
        WHERE workspace_id = $1 AND node_id = ANY ($2::uuid[]) AND profile_id IS NOT NULL AND created_at < $3`,
      [workspaceId, nodeIds, at],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Of these events those that have had their effect. */
  async appliedEvents(
    tx: EntityManager,
    workspaceId: string,
    acceptedHashes: readonly string[],
  ): Promise<ReadonlySet<string>> {
    const rows = await tx.query<{ hash: string }[]>(
      `SELECT id_hash AS hash FROM profiles.accepted WHERE workspace_id = $1 AND id_hash = ANY ($2::uuid[])`,
      [workspaceId, acceptedHashes],
    );
    return new Set(rows.map(({ hash }) => hash));
  }
}
