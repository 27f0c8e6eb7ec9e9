import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import { decodeCursor, encodeCursor, fieldProblem, pageOf, type Page, type PageQuery } from '@rapport/http';
import { toIso } from '@rapport/kernel';
import { FindObjects } from './find-objects.js';
import type { PublishedVersion, VersionedObject } from './versioned-object.js';
import type { VersionedKind } from './versioned-kind.js';
import type { ListObjectsQuery } from './versioned.dto.js';
import { VersionedRepository } from './versioned.repository.js';

/** Pages of objects and of their versions, newest first. */
@Injectable()
export class ListObjects {
  constructor(
    private readonly database: Database,
    private readonly objects: VersionedRepository,
    private readonly finder: FindObjects,
  ) {}

  async objectsOf<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    query: ListObjectsQuery,
  ): Promise<Page<VersionedObject<null>>> {
    const { limit, cursor, status = [], q, tag = [], includeArchived = false } = query;
    if (status.some((one) => !kind.statuses.includes(one))) {
      throw fieldProblem('query.status', 'enum', `must be one of ${kind.statuses.join(', ')}`);
    }
    const filters = { workspaceId, kind: kind.kind, status, q, tag, includeArchived };
    const after = decodeCursor(cursor, filters, ['instant', 'uuid']);
    const position = after && { createdAt: String(after[0]), id: String(after[1]) };
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.objects.list(
        tx,
        workspaceId,
        kind.kind,
        { status, tag, includeArchived, ...(q !== undefined && { q }) },
        { after: position, limit: limit + 1 },
      ),
    );
    return pageOf(rows, limit, (last) => encodeCursor(filters, [toIso(last.createdAt.getTime()), last.id]));
  }

  async versionsOf<Draft>(
    kind: VersionedKind<Draft>,
    workspaceId: string,
    ref: string,
    { limit, cursor }: PageQuery,
  ): Promise<Page<PublishedVersion<null>>> {
    const object = await this.finder.get(kind, workspaceId, ref);
    const filters = { workspaceId, versionsOf: object.id };
    const before = decodeCursor(cursor, filters, ['integer'])?.[0];
    const rows = await this.database.inWorkspace(workspaceId, (tx) =>
      this.objects.versions(tx, workspaceId, object.id, {
        before: before === undefined ? undefined : Number(before),
        limit: limit + 1,
      }),
    );
    return pageOf(rows, limit, (last) => encodeCursor(filters, [last.version]));
  }
}
