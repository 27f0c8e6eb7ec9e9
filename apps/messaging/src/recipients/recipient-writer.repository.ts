import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { keyOf, type ProfileKey, type Recipient } from './domain/recipient.js';
import { RecipientRepository } from './recipient.repository.js';

/** Writes the read model; only the consumer of profile activity does. */
@Injectable()
export class RecipientWriter {
  constructor(private readonly recipients: RecipientRepository) {}

  /**
   * The rows of these ids and of whom they were merged into, locked until the transaction ends.
   * @throws OvertakenError when one of them was merged while we waited: her survivor must not be locked out of turn
   */
  async lock(keys: readonly ProfileKey[], tx: EntityManager): Promise<Map<string, Recipient>> {
    const rows = await this.recipients.lockChains(distinct(keys), tx);
    const missing = survivorsMissing(rows);
    if (missing.length > 0 && (await this.recipients.rowsOf(missing, tx)).size > 0)
      throw new OvertakenError();
    return rows;
  }

  /**
   * @throws OvertakenError when a person whom nobody knew was written by another consumer meanwhile: there was no row to
   * lock, so what was folded does not know what that one wrote
   */
  async save(rows: readonly Recipient[], tx: EntityManager): Promise<void> {
    if (rows.length === 0) return;
    const written = await tx.query<unknown[]>(
      `INSERT INTO messaging.recipients AS r (workspace_id, profile_id, revision, user_id, email, phone, locale,
         time_zone, traits, identifiers, groups, merged_into, linked_revision, created_at, first_seen_at, last_seen_at)
       SELECT u.workspace_id, u.profile_id, u.revision, u.user_id, u.email, u.phone, u.locale, u.time_zone, u.traits,
              ARRAY(SELECT json_array_elements_text(u.identifiers)), ARRAY(SELECT json_array_elements_text(u.groups)),
              u.merged_into, u.linked_revision, u.created_at, u.first_seen_at, u.last_seen_at
         FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
                $9::jsonb[], $10::json[], $11::json[], $12::uuid[], $13::bigint[], $14::timestamptz[],
                $15::timestamptz[], $16::timestamptz[])
           AS u(workspace_id, profile_id, revision, user_id, email, phone, locale, time_zone, traits, identifiers,
                groups, merged_into, linked_revision, created_at, first_seen_at, last_seen_at)
       ON CONFLICT (workspace_id, profile_id) DO UPDATE SET
         revision = excluded.revision, user_id = excluded.user_id, email = excluded.email, phone = excluded.phone,
         locale = excluded.locale, time_zone = excluded.time_zone, traits = excluded.traits,
         identifiers = excluded.identifiers, groups = excluded.groups, merged_into = excluded.merged_into,
         linked_revision = excluded.linked_revision, created_at = excluded.created_at,
         first_seen_at = excluded.first_seen_at, last_seen_at = excluded.last_seen_at, updated_at = now()
         WHERE r.revision <= excluded.revision AND r.linked_revision <= excluded.linked_revision
       RETURNING r.profile_id`,
      columnsOf(rows),
    );
    if (written.length < rows.length) throw new OvertakenError();
  }
}

/** Bears PostgreSQL's code of a serialisation failure, because it means the same: try the transaction again. */
class OvertakenError extends Error {
  readonly code = '40001';

  constructor() {
    super('another consumer wrote the same people');
  }
}

function distinct(keys: readonly ProfileKey[]): ProfileKey[] {
  return [...new Map(keys.map((key) => [keyOf(key), key])).values()];
}

function survivorsMissing(rows: ReadonlyMap<string, Recipient>): ProfileKey[] {
  return distinct(
    [...rows.values()].flatMap(({ workspaceId, mergedInto }) => {
      const key = mergedInto === null ? undefined : { workspaceId, profileId: mergedInto };
      return key && !rows.has(keyOf(key)) ? [key] : [];
    }),
  );
}

function columnsOf(rows: readonly Recipient[]): unknown[][] {
  return [
    rows.map((row) => row.workspaceId),
    rows.map((row) => row.profileId),
    rows.map((row) => row.revision),
    rows.map((row) => row.userId),
    rows.map((row) => row.email),
    rows.map((row) => row.phone),
    rows.map((row) => row.locale),
    rows.map((row) => row.timeZone),
    rows.map((row) => JSON.stringify(row.traits)),
    rows.map((row) => JSON.stringify(row.identifiers)),
    rows.map((row) => JSON.stringify(row.groups)),
    rows.map((row) => row.mergedInto),
    rows.map((row) => row.linkedRevision),
    rows.map((row) => row.createdAt),
    rows.map((row) => row.firstSeenAt),
    rows.map((row) => row.lastSeenAt),
  ];
}
