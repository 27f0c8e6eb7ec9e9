import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import type { JsonObject } from '@rapport/contracts';
import { toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { parseProfileReference } from './domain/parse-profile-reference.js';
import { keyOf, type ProfileKey, type Recipient } from './domain/recipient.js';

interface Row {
  workspace_id: string;
  profile_id: string;
  revision: string;
  user_id: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  time_zone: string | null;
  traits: JsonObject;
  identifiers: string[];
  groups: string[];
  merged_into: string | null;
  linked_revision: string;
  created_at: Date;
  first_seen_at: Date;
  last_seen_at: Date;
}

const columns = ['workspace_id', 'profile_id', 'revision', 'user_id', 'email', 'phone', 'locale']
  .concat(['time_zone', 'traits', 'identifiers', 'groups', 'merged_into', 'linked_revision'])
  .concat(['created_at', 'first_seen_at', 'last_seen_at'])
  .map((column) => `r.${column}`)
  .join(', ');

/** Chains of merges are short; the limit only guards against a circle. */
const maximumMerges = 50;

@Injectable()
export class RecipientRepository {
  constructor(private readonly database: Database) {}

  /** The rows of exactly these ids, merged-away ones too, by `keyOf`. */
  async rowsOf(
    keys: readonly ProfileKey[],
    tx: EntityManager = this.database.manager,
  ): Promise<Map<string, Recipient>> {
    if (keys.length === 0) return new Map();
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM messaging.recipients r
        WHERE (r.workspace_id, r.profile_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))`,
      columnsOf(keys),
    );
    return byOwnId(rows);
  }

  /**
   * The rows of these ids and of all whom they were merged into, held until the transaction ends: in the order of their ids, in
   * one statement, so that two partitions that touch one person take turns and never wait in a circle.
   */
  async lockChains(keys: readonly ProfileKey[], tx: EntityManager): Promise<Map<string, Recipient>> {
    if (keys.length === 0) return new Map();
    const rows = await tx.query<Row[]>(
      `WITH RECURSIVE walk AS (
         SELECT u.workspace_id, u.profile_id, 0 AS merges
           FROM unnest($1::uuid[], $2::uuid[]) AS u (workspace_id, profile_id)
         UNION
         SELECT r.workspace_id, r.merged_into, walk.merges + 1
           FROM walk JOIN messaging.recipients r USING (workspace_id, profile_id)
          WHERE r.merged_into IS NOT NULL AND walk.merges < ${maximumMerges})
       SELECT ${columns} FROM messaging.recipients r
        WHERE (r.workspace_id, r.profile_id) IN (SELECT workspace_id, profile_id FROM walk)
        ORDER BY r.workspace_id, r.profile_id FOR UPDATE OF r`,
      columnsOf(keys),
    );
    return byOwnId(rows);
  }

  /** The living person behind each id, by `keyOf` of the id asked for; ids that are unknown are absent. */
  async livingOf(
    keys: readonly ProfileKey[],
    tx: EntityManager = this.database.manager,
  ): Promise<Map<string, Recipient>> {
    if (keys.length === 0) return new Map();
    const rows = await tx.query<(Row & { asked_id: string })[]>(
      `WITH RECURSIVE walk AS (
         SELECT r.workspace_id, r.profile_id AS asked_id, r.profile_id, r.merged_into, 0 AS merges
           FROM messaging.recipients r
          WHERE (r.workspace_id, r.profile_id) IN (SELECT * FROM unnest($1::uuid[], $2::uuid[]))
         UNION ALL
         SELECT r.workspace_id, walk.asked_id, r.profile_id, r.merged_into, walk.merges + 1
           FROM walk JOIN messaging.recipients r
             ON r.workspace_id = walk.workspace_id AND r.profile_id = walk.merged_into
          WHERE walk.merges < ${maximumMerges})
       SELECT walk.asked_id, ${columns}
         FROM walk JOIN messaging.recipients r USING (workspace_id, profile_id)
        WHERE walk.merged_into IS NULL`,
      columnsOf(keys),
    );
    return new Map(
      rows.map((row) => [keyOf({ workspaceId: row.workspace_id, profileId: row.asked_id }), fromRow(row)]),
    );
  }

  /**
   * The living person that a reference of the API names (`prf_…`, `type:value`).
   * @returns `'invalid'` for a bare value (400 `invalid_reference`), undefined when there is no such person
   */
  async findByReference(
    workspaceId: string,
    reference: string,
    tx: EntityManager = this.database.manager,
  ): Promise<Recipient | 'invalid' | undefined> {
    const parsed = parseProfileReference(reference);
    if (parsed === undefined) return 'invalid';
    if (parsed.by === 'nothing') return undefined;
    if (parsed.by === 'id') {
      const key = { workspaceId, profileId: parsed.profileId };
      return (await this.livingOf([key], tx)).get(keyOf(key));
    }
    const rows = await tx.query<Row[]>(
      `SELECT ${columns} FROM unnest($2::text[]) WITH ORDINALITY AS spelling(identifier, position)
         JOIN messaging.recipients r ON r.identifiers @> ARRAY[spelling.identifier]
        WHERE r.workspace_id = $1 AND r.merged_into IS NULL
        ORDER BY spelling.position, r.revision DESC LIMIT 1`,
      [workspaceId, parsed.identifiers],
    );
    return rows[0] && fromRow(rows[0]);
  }

  /** Every id that leads to this person, the living one included: what messages and runs of hers may bear. */
  async idsOfPerson(
    workspaceId: string,
    livingId: string,
    tx: EntityManager = this.database.manager,
  ): Promise<string[]> {
    const rows = await tx.query<{ profile_id: string }[]>(
      `WITH RECURSIVE walk AS (
         SELECT $2::uuid AS profile_id, 0 AS merges
         UNION ALL
         SELECT r.profile_id, walk.merges + 1 FROM walk JOIN messaging.recipients r
             ON r.workspace_id = $1 AND r.merged_into = walk.profile_id
          WHERE walk.merges < ${maximumMerges})
       SELECT DISTINCT profile_id FROM walk`,
      [workspaceId, livingId],
    );
    return rows.map((row) => row.profile_id);
  }
}

function columnsOf(keys: readonly ProfileKey[]): string[][] {
  return [keys.map((key) => key.workspaceId), keys.map((key) => key.profileId)];
}

function byOwnId(rows: readonly Row[]): Map<string, Recipient> {
  return new Map(
    rows.map((row) => [keyOf({ workspaceId: row.workspace_id, profileId: row.profile_id }), fromRow(row)]),
  );
}

function fromRow(row: Row): Recipient {
  return {
    workspaceId: row.workspace_id,
    profileId: row.profile_id,
    revision: BigInt(row.revision),
    userId: row.user_id,
    email: row.email,
    phone: row.phone,
    locale: row.locale,
    timeZone: row.time_zone,
    traits: row.traits,
    identifiers: row.identifiers,
    groups: row.groups,
    mergedInto: row.merged_into,
    linkedRevision: BigInt(row.linked_revision),
    createdAt: toIso(row.created_at.getTime()),
    firstSeenAt: toIso(row.first_seen_at.getTime()),
    lastSeenAt: toIso(row.last_seen_at.getTime()),
  };
}
