import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { Subject } from '../subject.js';

export interface PersonRow {
  traits: JsonObject;
  createdAt: Date;
  updatedAt: Date;
}

/** What the Profile API reads of a person, and nothing besides. */
@Injectable()
export class PersonRepository {
  async find(tx: EntityManager, { workspaceId, id }: Subject): Promise<PersonRow | undefined> {
    const [row] = await tx.query<PersonRow[]>(
      `SELECT traits, created_at AS "createdAt", updated_at AS "updatedAt" FROM profiles.profiles
       WHERE workspace_id = $1 AND profile_id = $2`,
      [workspaceId, id],
    );
    return row;
  }

  /** The newest event: one look into the index for each identifier. */
  async lastEvent(
    tx: EntityManager,
    { workspaceId, id }: Subject,
  ): Promise<{ messageId: string; sourceId: string } | undefined> {
    const [row] = await tx.query<{ messageId: string; sourceId: string }[]>(
      `SELECT newest.message_id AS "messageId", newest.source_id AS "sourceId" FROM profiles.identity_nodes n
       CROSS JOIN LATERAL (
         SELECT e.message_id, e.source_id, e.timestamp, e.event_id FROM profiles.events e
         WHERE e.workspace_id = $1 AND e.anchor_id = n.node_id ORDER BY e.timestamp DESC, e.event_id DESC LIMIT 1
       ) newest
       WHERE n.workspace_id = $1 AND n.profile_id = $2
       ORDER BY newest.timestamp DESC, newest.event_id DESC LIMIT 1`,
      [workspaceId, id],
    );
    return row;
  }
}
