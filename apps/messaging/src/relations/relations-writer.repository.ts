import { Injectable } from '@nestjs/common';
import type { GroupChanged, ObjectChanged } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';

/** Writes the read models of groups and objects; only the consumers of their topics do. A later revision stands. */
@Injectable()
export class RelationsWriter {
  async saveGroups(changes: readonly GroupChanged[], tx: EntityManager): Promise<void> {
    const last = lastOf(changes, (change) => `${change.workspaceId}|${change.key}`);
    if (last.length === 0) return;
    await tx.query(
      `INSERT INTO messaging.groups AS g (workspace_id, key, traits, revision)
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::jsonb[], $4::bigint[])
       ON CONFLICT (workspace_id, key) DO UPDATE SET traits = excluded.traits, revision = excluded.revision
         WHERE g.revision < excluded.revision`,
      [
        last.map((change) => change.workspaceId),
        last.map((change) => change.key),
        last.map((change) => JSON.stringify(change.traits)),
        last.map((change) => change.revision),
      ],
    );
  }

  /** A deleted object stays as a row without attributes, so that an earlier record read late does not bring it back. */
  async saveObjects(changes: readonly ObjectChanged[], tx: EntityManager): Promise<void> {
    const last = lastOf(changes, (change) => `${change.workspaceId}|${change.objectType}|${change.key}`);
    if (last.length === 0) return;
    const people = last.map((change) => (change.attributes === null ? [] : [...new Set(change.people)]));
    await tx.query(
      `WITH changed AS (
         INSERT INTO messaging.objects AS o (workspace_id, object_type, key, attributes, revision, updated_at)
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::bigint[], $6::timestamptz[])
         ON CONFLICT (workspace_id, object_type, key) DO UPDATE SET attributes = excluded.attributes,
           revision = excluded.revision, updated_at = excluded.updated_at
           WHERE o.revision < excluded.revision
         RETURNING workspace_id, object_type, key),
       link AS (
         SELECT workspace_id, identifier, object_type, key FROM changed
           JOIN unnest($7::uuid[], $8::text[], $9::text[], $10::text[])
             AS given(workspace_id, object_type, key, identifier) USING (workspace_id, object_type, key)),
       gone AS (
         DELETE FROM messaging.object_links l USING changed c
          WHERE l.workspace_id = c.workspace_id AND l.object_type = c.object_type AND l.key = c.key
            AND NOT EXISTS (SELECT FROM link WHERE link.workspace_id = l.workspace_id
              AND link.object_type = l.object_type AND link.key = l.key AND link.identifier = l.identifier))
       INSERT INTO messaging.object_links (workspace_id, identifier, object_type, key)
       SELECT * FROM link ON CONFLICT DO NOTHING`,
      [
        last.map((change) => change.workspaceId),
        last.map((change) => change.objectType),
        last.map((change) => change.key),
        last.map((change) => (change.attributes === null ? null : JSON.stringify(change.attributes))),
        last.map((change) => change.revision),
        last.map((change) => change.occurredAt),
        last.flatMap((change, index) => (people[index] ?? []).map(() => change.workspaceId)),
        last.flatMap((change, index) => (people[index] ?? []).map(() => change.objectType)),
        last.flatMap((change, index) => (people[index] ?? []).map(() => change.key)),
        people.flat(),
      ],
    );
  }
}

/** The latest of each, in the order of their keys: two chunks that meet lock rows in the same order. */
function lastOf<T extends { revision: number }>(changes: readonly T[], keyOf: (change: T) => string): T[] {
  const last = new Map<string, T>();
  for (const change of changes) {
    const key = keyOf(change);
    const other = last.get(key);
    if (!other || other.revision < change.revision) last.set(key, change);
  }
  return [...last].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, change]) => change);
}
