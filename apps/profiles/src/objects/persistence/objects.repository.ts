import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';

export interface ObjectRow {
  type: string;
  key: string;
  /** null: deleted. */
  attributes: JsonObject | null;
  people: string[];
  groups: string[];
  /** When it changed last. */
  updatedAt: Date;
  changedBy: Actor;
  /** When the newest word of it was said, be it what was known. */
  saidAt: Date;
  version: number;
  revision: string;
}

/** Something an object is related to: an identifier of a person, or a group. */
export interface Related {
  id: string;
  /** `type:value` of a person; the customer's id of a group. */
  name: string;
}

export interface ObjectToSave {
  key: string;
  attributes: JsonObject | null;
  people: readonly Related[];
  groups: readonly Related[];
  /** ISO 8601 */
  saidAt: string;
}

export interface ObjectPage {
  after: { at: string; key: string } | undefined;
  limit: number;
}

const columns = `
  o.object_type AS type, o.key, o.attributes, o.updated_at AS "updatedAt", o.changed_by AS "changedBy",
  o.said_at AS "saidAt", o.version, o.revision::text AS revision,
  ARRAY(SELECT p.name FROM profiles.object_people p
        WHERE p.workspace_id = o.workspace_id AND p.object_type = o.object_type AND p.key = o.key ORDER BY p.name) AS people,
  ARRAY(SELECT g.name FROM profiles.object_groups g
        WHERE g.workspace_id = o.workspace_id AND g.object_type = o.object_type AND g.key = o.key ORDER BY g.name) AS groups`;

interface Relation {
  table: string;
  column: string;
  relatedOf: (object: ObjectToSave) => readonly Related[];
}

const relations: readonly Relation[] = [
  { table: 'object_people', column: 'node_id', relatedOf: ({ people }) => people },
  { table: 'object_groups', column: 'group_id', relatedOf: ({ groups }) => groups },
];

/** Objects, whole batches at a time. */
@Injectable()
export class ObjectsRepository {
  async find(
    tx: EntityManager,
    workspaceId: string,
    type: string,
    keys: readonly string[],
  ): Promise<ObjectRow[]> {
    return tx.query(
      `SELECT ${columns} FROM profiles.objects o
       WHERE o.workspace_id = $1 AND o.object_type = $2 AND o.key = ANY($3::text[])`,
      [workspaceId, type, keys],
    );
  }

  /** Keeps everybody else from changing it until the transaction ends. */
  async lock(tx: EntityManager, workspaceId: string, type: string, key: string): Promise<void> {
    await tx.query(
      'SELECT FROM profiles.objects WHERE workspace_id = $1 AND object_type = $2 AND key = $3 FOR UPDATE',
      [workspaceId, type, key],
    );
  }

  /**
   * Writes those of which nothing newer has been said; equal times overwrite, so that a repetition does no harm. What is known
   * already changes nothing but the time at which it was said last, which keeps out what was said before.
   * Rows are locked in the order of their keys: those that the first statement leaves alone, too.
   * @returns keys of what changed
   */
  async save(
    tx: EntityManager,
    workspaceId: string,
    type: string,
    objects: readonly ObjectToSave[],
    by: Actor,
  ): Promise<string[]> {
    const rows = await tx.query<{ key: string }[]>(
      `INSERT INTO profiles.objects AS o
         (workspace_id, object_type, key, attributes, content, said_at, updated_at, changed_by, version, revision)
       SELECT $1, $2, key, NULLIF(attributes, 'null'), content, said_at, said_at, $7, 1, nextval('profiles.revisions')
       FROM unnest($3::text[], $4::jsonb[], $5::bytea[], $6::timestamptz[]) AS given (key, attributes, content, said_at)
       ORDER BY key COLLATE "C"
       ON CONFLICT (workspace_id, object_type, key) DO UPDATE SET
         attributes = EXCLUDED.attributes, content = EXCLUDED.content, said_at = EXCLUDED.said_at,
         updated_at = EXCLUDED.updated_at, changed_by = EXCLUDED.changed_by, version = o.version + 1,
         revision = nextval('profiles.revisions')
       WHERE EXCLUDED.said_at >= o.said_at AND EXCLUDED.content IS DISTINCT FROM o.content
       RETURNING key`,
      [
        workspaceId,
        type,
        objects.map(({ key }) => key),
        objects.map(({ attributes }) => JSON.stringify(attributes)),
        objects.map(contentOf),
        objects.map(({ saidAt }) => saidAt),
        JSON.stringify(by),
      ],
    );
    const changed = new Set(rows.map(({ key }) => key));
    const written = objects.filter(({ key }) => changed.has(key));
    for (const relation of relations) await this.relate(tx, relation, workspaceId, type, written);
    const known = objects.filter(({ key }) => !changed.has(key));
    if (known.length > 0) await this.sayAgain(tx, workspaceId, type, known);
    return [...changed];
  }

  /** Of a type, those last changed first. */
  async list(
    tx: EntityManager,
    workspaceId: string,
    type: string,
    prefix: string | undefined,
    page: ObjectPage,
  ): Promise<ObjectRow[]> {
    const values: unknown[] = [workspaceId, type, page.limit];
    const place = (value: unknown): string => `$${values.push(value)}`;
    const begins =
      prefix === undefined ? '' : `AND o.key >= ${place(prefix)} AND o.key < ${place(`${prefix}\u{10ffff}`)}`;
    return tx.query(
      `SELECT ${columns} FROM profiles.objects o
       WHERE o.workspace_id = $1 AND o.object_type = $2 AND o.attributes IS NOT NULL ${begins} ${this.after(page, place)}
       ORDER BY o.updated_at DESC, o.key DESC LIMIT $3`,
      values,
    );
  }

  /** Of a person: related to one of the identifiers that the profile holds now, each a range of the index. */
  async ofPerson(
    tx: EntityManager,
    workspaceId: string,
    type: string,
    profileId: string,
    page: ObjectPage,
  ): Promise<ObjectRow[]> {
    const values: unknown[] = [workspaceId, type, page.limit, profileId];
    const range = this.range('object_people', 'r.node_id = n.node_id', page, values);
    return tx.query(
      this.rowsOf(`
        SELECT DISTINCT r.updated_at, r.key FROM profiles.identity_nodes n CROSS JOIN LATERAL (${range}) r
        WHERE n.workspace_id = $1 AND n.profile_id = $4 ORDER BY r.updated_at DESC, r.key DESC LIMIT $3`),
      values,
    );
  }

  async ofGroup(
    tx: EntityManager,
    workspaceId: string,
    type: string,
    groupId: string,
    page: ObjectPage,
  ): Promise<ObjectRow[]> {
    const values: unknown[] = [workspaceId, type, page.limit, groupId];
    return tx.query(this.rowsOf(this.range('object_groups', 'r.group_id = $4', page, values)), values);
  }

  /** The relations of one holder in the order in which their objects changed: the relation knows when, so that it is an index. */
  private range(table: string, holder: string, { after }: ObjectPage, values: unknown[]): string {
    const place = (value: unknown): string => `$${values.push(value)}`;
    const rest = after
      ? `AND (r.updated_at, r.key) < (${place(after.at)}::timestamptz, ${place(after.key)})`
      : '';
    return `
      SELECT r.updated_at, r.key FROM profiles.${table} r
      WHERE r.workspace_id = $1 AND r.object_type = $2 AND ${holder} ${rest}
      ORDER BY r.updated_at DESC, r.key DESC LIMIT $3`;
  }

  /** A deleted object has no relations. */
  private rowsOf(page: string): string {
    return `
      WITH page AS (${page})
      SELECT ${columns} FROM page
      JOIN profiles.objects o ON o.workspace_id = $1 AND o.object_type = $2 AND o.key = page.key
      ORDER BY page.updated_at DESC, page.key DESC`;
  }

  private after({ after }: ObjectPage, place: (value: unknown) => string): string {
    if (!after) return '';
    return `AND (o.updated_at, o.key) < (${place(after.at)}::timestamptz, ${place(after.key)})`;
  }

  private async sayAgain(
    tx: EntityManager,
    workspaceId: string,
    type: string,
    objects: readonly ObjectToSave[],
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.objects o SET said_at = given.said_at
       FROM unnest($3::text[], $4::timestamptz[]) AS given (key, said_at)
       WHERE o.workspace_id = $1 AND o.object_type = $2 AND o.key = given.key AND o.said_at < given.said_at`,
      [workspaceId, type, objects.map(({ key }) => key), objects.map(({ saidAt }) => saidAt)],
    );
  }

  private async relate(
    tx: EntityManager,
    { table, column, relatedOf }: Relation,
    workspaceId: string,
    type: string,
    objects: readonly ObjectToSave[],
  ): Promise<void> {
    if (objects.length === 0) return;
    const related = objects.flatMap((object) =>
      relatedOf(object).map((one) => ({ key: object.key, updatedAt: object.saidAt, ...one })),
    );
    await tx.query(
      `DELETE FROM profiles.${table} WHERE workspace_id = $1 AND object_type = $2 AND key = ANY($3::text[])`,
      [workspaceId, type, objects.map(({ key }) => key)],
    );
    if (related.length === 0) return;
    await tx.query(
      `INSERT INTO profiles.${table} (workspace_id, object_type, key, ${column}, name, updated_at)
       SELECT $1, $2, * FROM unnest($3::text[], $4::uuid[], $5::text[], $6::timestamptz[]) ON CONFLICT DO NOTHING`,
      [
        workspaceId,
        type,
        related.map(({ key }) => key),
        related.map(({ id }) => id),
        related.map(({ name }) => name),
        related.map(({ updatedAt }) => updatedAt),
      ],
    );
  }
}

/** Of attributes and relations, whatever the order in which they are named. */
function contentOf({ attributes, people, groups }: ObjectToSave): Buffer {
  const names = (related: readonly Related[]): string[] =>
    [...new Set(related.map(({ id, name }) => `${id} ${name}`))].sort();
  const inOrder = attributes && Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([inOrder, names(people), names(groups)]))
    .digest();
}
