import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
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
import { nodeIdOf } from '../../apply/derive-ids.js';
import {
  type CauseToFind,
  type IdentityChangeRow,
  IdentityChangesRepository,
} from '../../persistence/identity-changes.repository.js';
import type { ProfileRef } from '../domain/profile-ref.js';
import { FindProfile } from '../find-profile.js';
import { type IdentityChangeView, viewOfIdentityChange } from './identity-changes.view.js';

const positionShape: readonly CursorPart[] = ['instant', 'uuid'];

/** What a profile took in and gave away. */
@Injectable()
export class BrowseIdentityChanges {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(IdentityChangesRepository) private readonly changes: IdentityChangesRepository,
  ) {}

  /** @throws ProblemError `not_found`, `invalid_cursor` */
  async list(workspaceId: string, ref: ProfileRef, query: PageQuery): Promise<Page<IdentityChangeView>> {
    const filters = { list: 'identity-changes', workspaceId, ref };
    const [at, id] = decodeCursor(query.cursor, filters, positionShape) ?? [];
    const after = at === undefined ? undefined : { at: String(at), id: String(id) };
    const identityKey = (await this.workspaces.get(workspaceId))?.identityKey ?? Buffer.alloc(0);
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const profileId = await this.findProfile.require(tx, workspaceId, ref);
      const rows = await this.changes.list(tx, { workspaceId, profileId, after, limit: query.limit + 1 });
      const page = pageOf(rows, query.limit, (last: IdentityChangeRow) =>
        encodeCursor(filters, [last.at.toISOString(), last.id]),
      );
      const sought = page.data.flatMap((row) => causeToFind(row, identityKey));
      const causes = await this.changes.causes(tx, workspaceId, sought);
      return mapPage(page, (row) => viewOfIdentityChange(row, causes.get(row.eventId ?? '')));
    });
  }
}

/** The event of a change is filed under one of the identifiers that it brought together or let go. */
function causeToFind(
  { eventId, at, identifiers, mainIdentifiers }: IdentityChangeRow,
  identityKey: Buffer,
): CauseToFind[] {
  if (eventId === null) return [];
  const anchorIds = [...identifiers, ...mainIdentifiers].map((one) => nodeIdOf(identityKey, one));
  return [{ eventId, at, anchorIds }];
}
