import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import {
  type CursorPart,
  decodeCursor,
  encodeCursor,
  mapPage,
  type Page,
  pageOf,
  type PageQuery,
} from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import { type ProfileView, viewOfProfile } from '../browse/profile.view.js';
import { ProfileReader } from '../persistence/profile-reader.repository.js';
import type { GroupRef } from './domain/group-ref.js';
import { FindGroup } from './find-group.js';
import { type GroupView, viewOfGroup } from './group.view.js';
import type { GroupsQuery } from './groups.dto.js';
import { GroupReader } from './persistence/group-reader.repository.js';

const groupPosition: readonly CursorPart[] = ['instant', 'uuid'];
const memberPosition: readonly CursorPart[] = ['text', 'uuid'];
const hex = /^([0-9a-f]{2})+$/;

/** What the API shows of groups. Reads only, as the role that sees one workspace. */
@Injectable()
export class BrowseGroups {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindGroup) private readonly findGroup: FindGroup,
    @Inject(GroupReader) private readonly groups: GroupReader,
    @Inject(ProfileReader) private readonly profiles: ProfileReader,
  ) {}

  async list(workspaceId: string, { q, cursor, limit }: GroupsQuery): Promise<Page<GroupView>> {
    const filters = { list: 'groups', workspaceId, q };
    const [at, id] = decodeCursor(cursor, filters, groupPosition) ?? [];
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.groups.list(tx, {
        workspaceId,
        q: q === '' ? undefined : q,
        after: at === undefined ? undefined : { at: String(at), id: String(id) },
        limit: limit + 1,
      }),
    );
    const page = pageOf(rows, limit, (last) =>
      encodeCursor(filters, [last.createdAt.toISOString(), last.id]),
    );
    return mapPage(page, viewOfGroup);
  }

  /** @throws ProblemError `not_found` */
  async find(workspaceId: string, ref: GroupRef): Promise<GroupView> {
    const row = await this.database.inWorkspace(workspaceId, async (tx) => {
      const { id } = await this.findGroup.resolve(tx, workspaceId, ref);
      return this.groups.find(tx, workspaceId, id);
    });
    if (!row) throw new ProblemError('not_found');
    return viewOfGroup(row);
  }

  /** @throws ProblemError `not_found` */
  async members(workspaceId: string, ref: GroupRef, query: PageQuery): Promise<Page<ProfileView>> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const { id: groupId } = await this.findGroup.resolve(tx, workspaceId, ref);
      const filters = { list: 'members', workspaceId, groupId };
      const after = memberAfter(query.cursor, filters);
      const rows = await this.groups.members(tx, { workspaceId, groupId, after, limit: query.limit + 1 });
      const page = pageOf(rows, query.limit, (last) =>
        encodeCursor(filters, [last.firstMoment, last.nodeId]),
      );
      const people = await this.profiles.load(
        tx,
        workspaceId,
        page.data.map(({ profileId }) => profileId),
      );
      return { data: people.map(viewOfProfile), nextCursor: page.nextCursor };
    });
  }
}

function memberAfter(
  cursor: string | undefined,
  filters: Record<string, unknown>,
): { firstMoment: string; nodeId: string } | undefined {
  const [moment, nodeId] = decodeCursor(cursor, filters, memberPosition) ?? [];
  if (moment === undefined) return undefined;
  if (!hex.test(String(moment))) throw new ProblemError('invalid_cursor');
  return { firstMoment: String(moment), nodeId: String(nodeId) };
}
