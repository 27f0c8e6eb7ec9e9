import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, mapPage, type Page, pageOf } from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import type { GroupRef } from '../groups/domain/group-ref.js';
import { FindGroup } from '../groups/find-group.js';
import { type ObjectView, viewOfObject } from './object.view.js';
import { type ObjectPage, type ObjectRow, ObjectsRepository } from './persistence/objects.repository.js';
import { ObjectTypesRepository } from './persistence/object-types.repository.js';

interface PageAsked {
  cursor?: string | undefined;
  limit: number;
}

/** Objects as the API shows them; the last changed first. */
@Injectable()
export class BrowseObjects {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(FindGroup) private readonly groups: FindGroup,
    @Inject(ObjectTypesRepository) private readonly types: ObjectTypesRepository,
    @Inject(ObjectsRepository) private readonly objects: ObjectsRepository,
  ) {}

  /** @throws ProblemError `not_found` */
  async find(workspaceId: string, type: string, key: string): Promise<ObjectView> {
    const [row] = await this.database.inWorkspace(workspaceId, (tx) =>
      this.objects.find(tx, workspaceId, type, [key]),
    );
    if (!row?.attributes) throw new ProblemError('not_found');
    return viewOfObject(row);
  }

  /** @param prefix of the key */
  async list(
    workspaceId: string,
    type: string,
    prefix: string | undefined,
    asked: PageAsked,
  ): Promise<Page<ObjectView>> {
    const filters = { list: 'objects', workspaceId, type, prefix };
    return this.page(workspaceId, type, filters, asked, (tx, page) =>
      this.objects.list(tx, workspaceId, type, prefix, page),
    );
  }

  async ofPerson(
    workspaceId: string,
    ref: ProfileRef,
    type: string,
    asked: PageAsked,
  ): Promise<Page<ObjectView>> {
    const filters = { list: 'objects-of-person', workspaceId, type, ref };
    return this.page(workspaceId, type, filters, asked, async (tx, page) => {
      const profileId = await this.people.resolve(tx, workspaceId, ref);
      if (profileId === undefined) throw new ProblemError('not_found');
      return this.objects.ofPerson(tx, workspaceId, type, profileId, page);
    });
  }

  async ofGroup(
    workspaceId: string,
    ref: GroupRef,
    type: string,
    asked: PageAsked,
  ): Promise<Page<ObjectView>> {
    const filters = { list: 'objects-of-group', workspaceId, type, ref };
    return this.page(workspaceId, type, filters, asked, async (tx, page) => {
      const { id } = await this.groups.resolve(tx, workspaceId, ref);
      return this.objects.ofGroup(tx, workspaceId, type, id, page);
    });
  }

  private async page(
    workspaceId: string,
    type: string,
    filters: Record<string, unknown>,
    { cursor, limit }: PageAsked,
    read: (tx: EntityManager, page: ObjectPage) => Promise<ObjectRow[]>,
  ): Promise<Page<ObjectView>> {
    const [at, key] = decodeCursor(cursor, filters, ['instant', 'text']) ?? [];
    const after = at === undefined || key === undefined ? undefined : { at: String(at), key: String(key) };
    const rows = await this.database.inWorkspace(workspaceId, async (tx) => {
      if (!(await this.types.find(tx, workspaceId, type))) throw new ProblemError('not_found');
      return read(tx, { after, limit: limit + 1 });
    });
    const page = pageOf(rows, limit, (last) =>
      encodeCursor(filters, [last.updatedAt.toISOString(), last.key]),
    );
    return mapPage(page, viewOfObject);
  }
}
