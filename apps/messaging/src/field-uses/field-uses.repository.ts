import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

export interface UsingObject {
  id: string;
  kind: 'journey' | 'template';
  key: string;
  name: string;
  status: string;
  draftChecksum: string | null;
  publishedChecksum: string | null;
}

/** Journeys and templates as far as it takes to know what they read. */
@Injectable()
export class FieldUsesRepository {
  /** All that are not archived, without their content. */
  async objects(tx: EntityManager, workspaceId: string): Promise<UsingObject[]> {
    return tx.query<UsingObject[]>(
      `SELECT id, kind, key, name, status, draft_checksum AS "draftChecksum",
              published_checksum AS "publishedChecksum"
         FROM messaging.versioned_objects
        WHERE workspace_id = $1 AND kind IN ('journey', 'template') AND archived_at IS NULL
        ORDER BY kind, created_at, id`,
      [workspaceId],
    );
  }

  /** Contents by checksum: drafts, and the versions that are current. */
  async contents(
    tx: EntityManager,
    workspaceId: string,
    ids: readonly string[],
  ): Promise<{ checksum: string; content: unknown }[]> {
    return tx.query<{ checksum: string; content: unknown }[]>(
      `SELECT draft_checksum AS checksum, draft AS content FROM messaging.versioned_objects
        WHERE workspace_id = $1 AND id = ANY ($2::uuid[]) AND draft IS NOT NULL
       UNION ALL
       SELECT v.checksum, v.content FROM messaging.versioned_objects o
         JOIN messaging.object_versions v
           ON v.workspace_id = o.workspace_id AND v.object_id = o.id AND v.version = o.published_version
        WHERE o.workspace_id = $1 AND o.id = ANY ($2::uuid[])`,
      [workspaceId, ids],
    );
  }
}
