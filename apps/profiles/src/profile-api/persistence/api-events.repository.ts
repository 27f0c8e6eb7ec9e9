import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { wholeEventColumns, type WholeEventRow } from '../../persistence/timeline.repository.js';

/** Which events a request wants. */
export interface ApiEvents {
  /** ISO 8601; inclusive both. */
  from: string;
  to: string | undefined;
  include: readonly string[] | undefined;
  exclude: readonly string[] | undefined;
  sort: 'asc' | 'desc';
  /** The last event of the page before. */
  after: { at: string; messageId: string } | undefined;
  /** Of several at the same time under the same messageId all come, so that the position of a page needs no more. */
  limit: number;
}

export interface ApiEventRow extends WholeEventRow {
  /** Who holds it now. */
  profileId: string;
}

const columns = `${wholeEventColumns}, n.profile_id AS "profileId"`;

/** Events in the order of the Profile API: by time, then by messageId. */
@Injectable()
export class ApiEventsRepository {
  async ofPerson(
    tx: EntityManager,
    workspaceId: string,
    profileId: string,
    wanted: ApiEvents,
  ): Promise<ApiEventRow[]> {
    const parameters: unknown[] = [workspaceId, profileId, wanted.limit];
    const where = conditionsOf(wanted, parameters);
    return tx.query<ApiEventRow[]>(
      `SELECT found.* FROM profiles.identity_nodes n
       CROSS JOIN LATERAL (
         SELECT ${columns} FROM profiles.events e
         WHERE e.workspace_id = $1 AND e.anchor_id = n.node_id ${where}
         ORDER BY ${orderOf('e.timestamp', 'e.message_id', wanted)} FETCH FIRST ($3) ROWS WITH TIES
       ) found
       WHERE n.workspace_id = $1 AND n.profile_id = $2
       ORDER BY ${orderOf('found.timestamp', 'found."messageId"', wanted)} FETCH FIRST ($3) ROWS WITH TIES`,
      parameters,
    );
  }

  /** Events that named the group. */
  async ofAccount(
    tx: EntityManager,
    workspaceId: string,
    groupId: string,
    wanted: ApiEvents,
  ): Promise<ApiEventRow[]> {
    const parameters: unknown[] = [workspaceId, groupId, wanted.limit];
    const where = conditionsOf(wanted, parameters);
    return tx.query<ApiEventRow[]>(
      `SELECT ${columns} FROM profiles.events e
       JOIN profiles.identity_nodes n ON n.workspace_id = $1 AND n.node_id = e.anchor_id
       WHERE e.workspace_id = $1 AND e.group_id = $2 ${where}
       ORDER BY ${orderOf('e.timestamp', 'e.message_id', wanted)} FETCH FIRST ($3) ROWS WITH TIES`,
      parameters,
    );
  }
}

function orderOf(time: string, messageId: string, { sort }: ApiEvents): string {
  return `${time} ${sort}, ${messageId} COLLATE "C" ${sort}`;
}

function conditionsOf({ from, to, include, exclude, sort, after }: ApiEvents, parameters: unknown[]): string {
  const place = (value: unknown, type: string): string => `$${parameters.push(value)}::${type}`;
  const [compare, bound] = sort === 'asc' ? ['>', '>='] : ['<', '<='];
  const conditions = [`e.timestamp >= ${place(from, 'timestamptz')}`];
  if (to !== undefined) conditions.push(`e.timestamp <= ${place(to, 'timestamptz')}`);
  if (include) conditions.push(`e.name = ANY (${place(include, 'text[]')})`);
  if (exclude) conditions.push(`(e.name IS NULL OR e.name <> ALL (${place(exclude, 'text[]')}))`);
  if (after) {
    const at = place(after.at, 'timestamptz');
    const messageId = place(after.messageId, 'text');
    // The first of the two lets the index begin where the page does.
    conditions.push(
      `e.timestamp ${bound} ${at} AND (e.timestamp, e.message_id COLLATE "C") ${compare} (${at}, ${messageId})`,
    );
  }
  return conditions.map((one) => `AND ${one}`).join(' ');
}
