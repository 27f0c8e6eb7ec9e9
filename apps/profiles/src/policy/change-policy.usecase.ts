import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { etagOf, type Operation, requireIfMatch, StartOperation } from '@rapport/http';
import type { PolicySettings } from './domain/policy-settings.js';
import { ClusterVersions } from './persistence/cluster-versions.repository.js';
import type { PolicyVersion } from './persistence/policy.repository.js';
import { PolicyStore } from './policy-store.js';
import { type RecomputeInput, recomputeIdentities } from './run/recompute.operation.js';

export interface PolicyChange {
  workspaceId: string;
  settings: PolicySettings;
  ifMatch: string | undefined;
  by: Actor;
}

export const policySubject = { kind: 'identity_policy', id: null };

export function etagOfPolicy({ version }: PolicyVersion): string {
  return etagOf(['identity_policy', version]);
}

/** Stores a new version, which holds at once, and begins to bring the workspace's people up to date with it. */
@Injectable()
export class ChangePolicy {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PolicyStore) private readonly store: PolicyStore,
    @Inject(ClusterVersions) private readonly clusters: ClusterVersions,
    @Inject(StartOperation) private readonly operations: StartOperation,
  ) {}

  /** @throws ProblemError `if_match_required`, `stale_revision` */
  async execute({ workspaceId, settings, ifMatch, by }: PolicyChange): Promise<{
    operation: Operation;
    stored: PolicyVersion;
  }> {
    return this.database.inWorkspace(workspaceId, async (tx) => {
      const current = await this.store.lock(tx, workspaceId);
      const { changedAt, changedBy } = current;
      requireIfMatch(ifMatch, { etag: etagOfPolicy(current), changedAt: changedAt.toISOString(), changedBy });
      const stored = await this.store.replace(tx, workspaceId, current, settings, by);
      const input: RecomputeInput = { version: stored.version, walkVersion: stored.walkVersion };
      const total = await this.clusters.countStale(tx, workspaceId, stored.walkVersion);
      const operation = await this.operations.execute(
        { workspaceId, kind: recomputeIdentities, subject: policySubject, input, total, createdBy: by },
        tx,
      );
      return { operation, stored };
    });
  }
}
