import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventBus } from '@rapport/event-bus';
import { type Operation, type OperationKind, OperationRunner, type Slice } from '@rapport/http';
import type { EntityManager } from 'typeorm';
import { IdentityReader } from '../../persistence/identity-reader.repository.js';
import { IdentityPolicies } from '../identity-policies.js';
import { ClusterVersions } from '../persistence/cluster-versions.repository.js';
import { WalkClusters } from '../walk-clusters.usecase.js';
import { batchOf, firstCluster, mostAtOnce } from './cluster-batch.js';

export const recomputeIdentities = 'recompute_identities';

export interface RecomputeInput {
  version: number;
  walkVersion: number;
}
interface RecomputeCursor {
  after: string;
  merged: number;
  split: number;
}

/**
 * Walks every cluster again that was walked under an older policy, a batch at a time. Events go on meanwhile: whoever comes to a
 * cluster first, this or an event, walks it; nobody does twice.
 */
@Injectable()
export class RecomputeOperation implements OperationKind<RecomputeInput, RecomputeCursor>, OnModuleInit {
  readonly kind = recomputeIdentities;

  constructor(
    @Inject(OperationRunner) private readonly runner: OperationRunner,
    @Inject(IdentityReader) private readonly reader: IdentityReader,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
    @Inject(ClusterVersions) private readonly clusters: ClusterVersions,
    @Inject(WalkClusters) private readonly walk: WalkClusters,
    @Inject(EventBus) private readonly bus: EventBus,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async runSlice(
    { workspaceId, input, progress, ...operation }: Operation<RecomputeInput, RecomputeCursor>,
    tx: EntityManager,
  ): Promise<Slice<RecomputeCursor>> {
    const cursor = operation.cursor ?? { after: firstCluster, merged: 0, split: 0 };
    await this.reader.lockWorkspaces(tx, [workspaceId], false);
    const { walkVersion, version } = await this.policies.inForce(tx, workspaceId);
    const result = { version: input.version, merged: cursor.merged, split: cursor.split };
    // A later change has an operation of its own, which walks all that is left.
    if (walkVersion > input.walkVersion) {
      return { outcome: 'succeeded', progress, result: { ...result, supersededBy: version } };
    }
    const found = await this.clusters.stale(tx, workspaceId, walkVersion, cursor.after, mostAtOnce);
    const batch = batchOf(found);
    const last = batch.at(-1);
    if (last === undefined) {
      return { outcome: 'succeeded', progress: { ...progress, done: progress.total ?? 0 }, result };
    }
    const { messages, ...walked } = await this.walk.execute(tx, workspaceId, batch);
    if (messages.length > 0) await this.bus.publish(messages, tx);
    return {
      outcome: 'more',
      cursor: {
        after: last,
        merged: cursor.merged + walked.merged,
        split: cursor.split + walked.split,
      },
      progress: { ...progress, done: Math.min(progress.done + batch.length, progress.total ?? 0) },
    };
  }
}
