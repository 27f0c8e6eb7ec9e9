import type { SchemaOwner } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import type { ObjectFilter, PublishedVersion, VersionedObject } from './versioned-object.js';

const columns = `o.workspace_id AS "workspaceId", o.id, o.kind, o.key, o.name, o.description, o.tags, o.status,
  o.attributes, o.draft_checksum AS "draftChecksum", o.revision, o.published_version AS "publishedVersion",
  o.published_checksum AS "publishedChecksum", o.published_at AS "publishedAt", o.published_by AS "publishedBy",
  o.created_at AS "createdAt", o.created_by AS "createdBy", o.updated_at AS "updatedAt", o.updated_by AS "updatedBy",
  o.archived_at AS "archivedAt"`;
const versionColumns = `v.workspace_id AS "workspaceId", v.object_id AS "objectId", v.version, v.checksum, v.comment,
  v.published_at AS "publishedAt", v.published_by AS "publishedBy"`;

/** A place in the list: newest first by creation. */
export interface ObjectPosition {
  createdAt: string;
  id: string;
}

/** The tables of one service, made by `createVersionedObjects`. */
export class VersionedRepository {
  constructor(private readonly schema: SchemaOwner) {}

  /** By id or key; locks the row when it is about to change. */
  async find<Draft>(
    tx: EntityManager,
    workspaceId: string,
    kind: string,
    ref: { id: string } | { key: string },
    forUpdate = false,
  ): Promise<VersionedObject<Draft> | undefined> {
    const [column, value] = 'id' in ref ? ['id', ref.id] : ['key', ref.key];
    const rows = await tx.query<VersionedObject<Draft>[]>(
      `SELECT ${columns}, o.draft FROM ${this.schema}.versioned_objects o
       WHERE o.workspace_id = $1 AND o.kind = $2 AND o.${column} = $3 ${forUpdate ? 'FOR UPDATE' : ''}`,
      [workspaceId, kind, value],
    );
    return rows[0];
  }

  /** Newest first; without drafts. */
  async list(
    tx: EntityManager,
    workspaceId: string,
    kind: string,
    filter: ObjectFilter,
    page: { after: ObjectPosition | undefined; limit: number },
  ): Promise<VersionedObject<null>[]> {
    return tx.query<VersionedObject<null>[]>(
      `SELECT ${columns}, NULL AS draft FROM ${this.schema}.versioned_objects o
       WHERE o.workspace_id = $1 AND o.kind = $2
         AND (cardinality($3::text[]) = 0 OR CASE WHEN o.archived_at IS NULL THEN o.status ELSE 'archived' END = ANY ($3))
         AND ($4 OR o.archived_at IS NULL OR 'archived' = ANY ($3))
         AND ($5::text IS NULL OR strpos(lower(o.name), lower($5)) > 0 OR strpos(o.key, lower($5)) > 0)
         AND (cardinality($6::text[]) = 0 OR o.tags && $6)
         AND ($7::timestamptz IS NULL OR (o.created_at, o.id) < ($7, $8::uuid))
       ORDER BY o.created_at DESC, o.id DESC LIMIT $9`,
      [
        workspaceId,
        kind,
        filter.status,
        filter.includeArchived,
        filter.q ?? null,
        filter.tag,
        page.after?.createdAt ?? null,
        page.after?.id ?? null,
        page.limit,
      ],
    );
  }

  /** Keys of the kind that begin with `stem`, so that a derived key can avoid them. */
  async keysLike(tx: EntityManager, workspaceId: string, kind: string, stem: string): Promise<Set<string>> {
    const rows = await tx.query<{ key: string }[]>(
      `SELECT key FROM ${this.schema}.versioned_objects WHERE workspace_id = $1 AND kind = $2 AND starts_with(key, $3)`,
      [workspaceId, kind, stem],
    );
    return new Set(rows.map((row) => row.key));
  }

  /** False when the key is taken. */
  async insert(tx: EntityManager, object: VersionedObject): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO ${this.schema}.versioned_objects (workspace_id, id, kind, key, name, description, tags, status, attributes,
         draft, draft_checksum, revision, created_at, created_by, updated_at, updated_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12, $13, $12, $13)
       ON CONFLICT (workspace_id, kind, key) DO NOTHING RETURNING id`,
      [
        object.workspaceId,
        object.id,
        object.kind,
        object.key,
        object.name,
        object.description,
        object.tags,
        object.status,
        JSON.stringify(object.attributes),
        object.draft === null ? null : JSON.stringify(object.draft),
        object.draftChecksum,
        object.createdAt,
        JSON.stringify(object.createdBy),
      ],
    );
    return rows.length > 0;
  }

  /** Writes what may change of a locked object and counts its revision up; the object given is brought up to date. */
  async save(tx: EntityManager, object: VersionedObject): Promise<void> {
    object.revision += 1;
    await tx.query(
      `UPDATE ${this.schema}.versioned_objects SET name = $3, description = $4, tags = $5, status = $6, attributes = $7,
         draft = $8, draft_checksum = $9, revision = $10, published_version = $11, published_checksum = $12,
         published_at = $13, published_by = $14, updated_at = $15, updated_by = $16, archived_at = $17
       WHERE workspace_id = $1 AND id = $2`,
      [
        object.workspaceId,
        object.id,
        object.name,
        object.description,
        object.tags,
        object.status,
        JSON.stringify(object.attributes),
        object.draft === null ? null : JSON.stringify(object.draft),
        object.draftChecksum,
        object.revision,
        object.publishedVersion,
        object.publishedChecksum,
        object.publishedAt,
        object.publishedBy === null ? null : JSON.stringify(object.publishedBy),
        object.updatedAt,
        JSON.stringify(object.updatedBy),
        object.archivedAt,
      ],
    );
  }

  async insertVersion(tx: EntityManager, version: PublishedVersion): Promise<void> {
    await tx.query(
      `INSERT INTO ${this.schema}.object_versions (workspace_id, object_id, version, content, checksum, comment,
         published_at, published_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        version.workspaceId,
        version.objectId,
        version.version,
        JSON.stringify(version.content),
        version.checksum,
        version.comment,
        version.publishedAt,
        JSON.stringify(version.publishedBy),
      ],
    );
  }

  async version<Draft>(
    tx: EntityManager,
    workspaceId: string,
    objectId: string,
    version: number,
  ): Promise<PublishedVersion<Draft> | undefined> {
    const rows = await tx.query<PublishedVersion<Draft>[]>(
      `SELECT ${versionColumns}, v.content FROM ${this.schema}.object_versions v
       WHERE v.workspace_id = $1 AND v.object_id = $2 AND v.version = $3`,
      [workspaceId, objectId, version],
    );
    return rows[0];
  }

  /** Newest first, without content, from below `before` on. */
  async versions(
    tx: EntityManager,
    workspaceId: string,
    objectId: string,
    page: { before: number | undefined; limit: number },
  ): Promise<PublishedVersion<null>[]> {
    return tx.query<PublishedVersion<null>[]>(
      `SELECT ${versionColumns}, NULL AS content FROM ${this.schema}.object_versions v
       WHERE v.workspace_id = $1 AND v.object_id = $2 AND ($3::int IS NULL OR v.version < $3)
       ORDER BY v.version DESC LIMIT $4`,
      [workspaceId, objectId, page.before ?? null, page.limit],
    );
  }
}
