import { Injectable } from '@nestjs/common';
import type { JsonValue } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { Moment } from '../../apply/domain/moment.js';
import type { Subject } from '../subject.js';

/** What the Profile API reads of an account. */
@Injectable()
export class AccountRepository {
  /** The first of these that somebody has spoken of. */
  async named(
    tx: EntityManager,
    workspaceId: string,
    ids: readonly string[],
  ): Promise<{ id: string; value: string } | undefined> {
    const [row] = await tx.query<{ id: string; value: string }[]>(
      `SELECT group_id AS id, value FROM profiles.groups WHERE workspace_id = $1 AND group_id = ANY ($2::uuid[])
       ORDER BY array_position($2::uuid[], group_id) LIMIT 1`,
      [workspaceId, ids],
    );
    return row;
  }

  async traits(
    tx: EntityManager,
    { workspaceId, id }: Subject,
  ): Promise<{ key: string; value: JsonValue; moment: Moment }[]> {
    return tx.query(
      `SELECT key, value, moment FROM profiles.group_registers
       WHERE workspace_id = $1 AND group_id = $2 AND json_typeof(value) <> 'null'`,
      [workspaceId, id],
    );
  }

  /** When it was first and when it was last spoken of: by a person's event, or by a trait that was set. */
  async moments(
    tx: EntityManager,
    { workspaceId, id }: Subject,
  ): Promise<{ first: Moment; last: Moment } | undefined> {
    const [row] = await tx.query<{ first: Moment | null; last: Moment | null }[]>(
      `SELECT
         (SELECT least(first, set) FROM (SELECT
           (SELECT first_moment FROM profiles.group_memberships WHERE workspace_id = $1 AND group_id = $2
              AND first_moment IS NOT NULL ORDER BY first_moment LIMIT 1) AS first,
           (SELECT first_moment FROM profiles.group_registers WHERE workspace_id = $1 AND group_id = $2
             ORDER BY first_moment LIMIT 1) AS set) f) AS first,
         (SELECT greatest(last, set) FROM (SELECT
           (SELECT last_moment FROM profiles.group_memberships WHERE workspace_id = $1 AND group_id = $2
              AND last_moment IS NOT NULL ORDER BY last_moment DESC LIMIT 1) AS last,
           (SELECT moment FROM profiles.group_registers WHERE workspace_id = $1 AND group_id = $2
             ORDER BY moment DESC LIMIT 1) AS set) l) AS last`,
      [workspaceId, id],
    );
    return row?.first && row.last ? { first: row.first, last: row.last } : undefined;
  }
}
