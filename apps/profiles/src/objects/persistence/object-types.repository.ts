import { Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import type { EntityManager } from 'typeorm';
import type { ObjectType } from '../domain/object-type.js';

export interface ObjectTypeRow extends ObjectType {
  revision: number;
  createdAt: Date;
  createdBy: Actor;
  updatedAt: Date;
  updatedBy: Actor;
  archivedAt: Date | null;
}

const columns = `
  key, name, id_field AS "idField", attributes, revision, created_at AS "createdAt", created_by AS "createdBy",
  updated_at AS "updatedAt", updated_by AS "updatedBy", archived_at AS "archivedAt"`;

/** `share`: whoever writes objects keeps their type from changing meanwhile. */
const locks = { look: '', share: 'FOR SHARE', lock: 'FOR UPDATE' } as const;

@Injectable()
export class ObjectTypesRepository {
  /** All of a workspace, by key: there are few. */
  async list(tx: EntityManager, workspaceId: string): Promise<ObjectTypeRow[]> {
    return tx.query(`SELECT ${columns} FROM profiles.object_types WHERE workspace_id = $1 ORDER BY key`, [
      workspaceId,
    ]);
  }

  async find(
    tx: EntityManager,
    workspaceId: string,
    key: string,
    lock: keyof typeof locks = 'look',
  ): Promise<ObjectTypeRow | undefined> {
    const [row] = await tx.query<ObjectTypeRow[]>(
      `SELECT ${columns} FROM profiles.object_types WHERE workspace_id = $1 AND key = $2 ${locks[lock]}`,
      [workspaceId, key],
    );
    return row;
  }

  /** @returns false when the key is taken */
  async insert(
    tx: EntityManager,
    workspaceId: string,
    type: ObjectType,
    now: string,
    by: Actor,
  ): Promise<boolean> {
    const rows = await tx.query<unknown[]>(
      `INSERT INTO profiles.object_types (workspace_id, key, name, id_field, attributes, created_at, created_by, updated_at, updated_by)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $7) ON CONFLICT DO NOTHING RETURNING key`,
      [
        workspaceId,
        type.key,
        type.name,
        type.idField,
        JSON.stringify(type.attributes),
        now,
        JSON.stringify(by),
      ],
    );
    return rows.length > 0;
  }

  async update(
    tx: EntityManager,
    workspaceId: string,
    type: ObjectType & { archivedAt: Date | null },
    now: string,
    by: Actor,
  ): Promise<void> {
    await tx.query(
      `UPDATE profiles.object_types SET name = $3, id_field = $4, attributes = $5, archived_at = $6, updated_at = $7,
         updated_by = $8, revision = revision + 1 WHERE workspace_id = $1 AND key = $2`,
      [
        workspaceId,
        type.key,
        type.name,
        type.idField,
        JSON.stringify(type.attributes),
        type.archivedAt,
        now,
        JSON.stringify(by),
      ],
    );
  }

  /** Attributes of which some object has a value. */
  async used(
    tx: EntityManager,
    workspaceId: string,
    key: string,
    names: readonly string[],
  ): Promise<string[]> {
    const rows = await tx.query<{ name: string }[]>(
      `SELECT name FROM unnest($3::text[]) AS given (name)
       WHERE EXISTS (SELECT FROM profiles.objects o
                     WHERE o.workspace_id = $1 AND o.object_type = $2 AND o.attributes ? given.name)`,
      [workspaceId, key, names],
    );
    return rows.map(({ name }) => name);
  }
}
