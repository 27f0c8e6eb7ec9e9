import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import type { EntityManager } from 'typeorm';
import type { Brand } from './domain/merge-brand.js';

export interface WorkspaceRecord {
  id: string;
  key: string;
  name: string;
  region: string;
  timeZone: string;
  defaultLocale: string;
  postalAddress: string | null;
  brand: Brand;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  updatedBy: Actor;
}

const columns = `id, key, name, region, time_zone AS "timeZone", default_locale AS "defaultLocale",
  postal_address AS "postalAddress", brand, revision, created_at AS "createdAt", updated_at AS "updatedAt",
  updated_by AS "updatedBy"`;

@Injectable()
export class WorkspacesRepository {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Workspaces of a member, oldest first. */
  async ofMember(memberId: string): Promise<WorkspaceRecord[]> {
    return this.database.query<WorkspaceRecord>(
      `SELECT ${columns} FROM access.workspaces
        WHERE id IN (SELECT workspace_id FROM access.memberships WHERE member_id = $1) ORDER BY id`,
      [memberId],
    );
  }

  async byId(workspaceId: string): Promise<WorkspaceRecord | undefined> {
    const [row] = await this.database.query<WorkspaceRecord>(
      `SELECT ${columns} FROM access.workspaces WHERE id = $1`,
      [workspaceId],
    );
    return row;
  }

  async lock(workspaceId: string, tx: EntityManager): Promise<WorkspaceRecord | undefined> {
    const [row] = await tx.query<WorkspaceRecord[]>(
      `SELECT ${columns} FROM access.workspaces WHERE id = $1 FOR UPDATE`,
      [workspaceId],
    );
    return row;
  }

  /** Writes a locked workspace as a new revision. */
  async save(workspace: WorkspaceRecord, tx: EntityManager): Promise<void> {
    await tx.query(
      `UPDATE access.workspaces SET name = $2, time_zone = $3, default_locale = $4, postal_address = $5, brand = $6,
         revision = $7, updated_at = $8, updated_by = $9
        WHERE id = $1`,
      [
        workspace.id,
        workspace.name,
        workspace.timeZone,
        workspace.defaultLocale,
        workspace.postalAddress,
        workspace.brand,
        workspace.revision,
        workspace.updatedAt,
        workspace.updatedBy,
      ],
    );
  }
}
