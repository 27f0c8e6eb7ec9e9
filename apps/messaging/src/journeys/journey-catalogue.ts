import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DatabaseClock } from './database-clock.js';
import type { JourneyStatus } from './domain/entry-checks.js';
import { TriggerIndex } from './domain/trigger-index.js';
import {
  JourneyVersionsRepository,
  versionColumns,
  versionJoins,
  type VersionRow,
} from './journey-versions.repository.js';

export interface CatalogueView {
  /** Epoch ms by the database's clock, read together with the revision. */
  now: number;
  of(workspaceId: string): TriggerIndex | undefined;
}

/**
 * Every published journey, in memory. A reader asks for the revision first, one cheap statement per chunk, and loads what
 * changed since: so what was answered as published, paused or archived acts on the next event on every instance.
 */
@Injectable()
export class JourneyCatalogue {
  private readonly workspaces = new Map<string, TriggerIndex>();
  private known = -1n;

  constructor(
    private readonly clock: DatabaseClock,
    private readonly versions: JourneyVersionsRepository,
  ) {}

  async current(tx: EntityManager): Promise<CatalogueView> {
    const rows = await tx.query<{ revision: string; now: Date }[]>(
      `SELECT revision, ${this.clock.sql} AS now FROM messaging.journey_catalogue`,
    );
    const revision = BigInt(rows[0]?.revision ?? 0);
    if (revision > this.known) await this.load(tx);
    return { now: rows[0]?.now.getTime() ?? NaN, of: (workspaceId) => this.workspaces.get(workspaceId) };
  }

  /** In the transaction that changes what a journey may start: everybody sees it once that has committed. */
  async announce(workspaceId: string, journeyId: string, tx: EntityManager): Promise<void> {
    await tx.query(
      `WITH next AS (UPDATE messaging.journey_catalogue SET revision = revision + 1 RETURNING revision)
       INSERT INTO messaging.published_journeys (workspace_id, journey_id, revision)
       SELECT $1, $2, revision FROM next
       ON CONFLICT (workspace_id, journey_id) DO UPDATE SET revision = excluded.revision`,
      [workspaceId, journeyId],
    );
  }

  /** Several chunks may load at once; whichever read last stands, because revisions are given under one row's lock. */
  private async load(tx: EntityManager): Promise<void> {
    const rows = await tx.query<(VersionRow & { revision: string; status: JourneyStatus })[]>(
      `SELECT p.revision, CASE WHEN o.archived_at IS NULL THEN o.status ELSE 'archived' END AS status, ${versionColumns}
         FROM messaging.published_journeys p
         JOIN messaging.versioned_objects published
           ON published.workspace_id = p.workspace_id AND published.id = p.journey_id
         JOIN messaging.journey_versions v ON v.workspace_id = p.workspace_id AND v.journey_id = p.journey_id
           AND v.version = published.published_version
         ${versionJoins}
        WHERE p.revision > $1 ORDER BY p.revision`,
      [this.known],
    );
    for (const row of rows) {
      if (BigInt(row.revision) <= this.known) continue;
      this.known = BigInt(row.revision);
      let index = this.workspaces.get(row.workspace_id);
      if (!index) this.workspaces.set(row.workspace_id, (index = new TriggerIndex()));
      index.put({ journey: this.versions.remember(row), status: row.status });
    }
    if (this.known < 0n) this.known = 0n;
  }
}
