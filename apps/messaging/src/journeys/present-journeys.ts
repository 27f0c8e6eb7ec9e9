import { Injectable } from '@nestjs/common';
import { Database } from '@rapport/database';
import type { VersionedObject } from '@rapport/versioned';
import { RunQueries } from './run-queries.repository.js';

/** What a journey shows besides the fields of every object with versions. */
@Injectable()
export class PresentJourneys {
  constructor(
    private readonly database: Database,
    private readonly runs: RunQueries,
  ) {}

  /** One statement for a page of journeys. */
  async present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]> {
    const workspaceId = objects[0]?.workspaceId;
    if (workspaceId === undefined) return [];
    const ids = objects.map(({ id }) => id);
    const counts = await this.database.inWorkspace(workspaceId, (tx) =>
      this.runs.counts(workspaceId, ids, tx),
    );
    return objects.map(({ id, attributes }) => ({
      counts: counts.get(id),
      startedAt: attributes.startedAt ?? null,
    }));
  }
}
