import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Operation, type OperationKind, OperationRunner, type Slice } from '@rapport/http';
import type { EntityManager } from 'typeorm';
import { comparePartitions, type PartitionExample, walkFromStart } from '../domain/compare-partitions.js';
import { compilePolicy } from '../domain/compile-policy.js';
import type { PolicySettings } from '../domain/policy-settings.js';
import { IdentityPolicies } from '../identity-policies.js';
import { LoadEvidence } from '../load-evidence.js';
import { ClusterVersions } from '../persistence/cluster-versions.repository.js';
import { type PolicyReview, ReviewPolicy } from '../review-policy.js';
import { batchOf, firstCluster, mostAtOnce } from './cluster-batch.js';

export const previewIdentities = 'preview_identity_policy';

export interface PreviewInput {
  settings: PolicySettings;
}
interface PreviewCursor {
  after: string;
  merging: number;
  splitting: number;
  difference: number;
  examples: PartitionExample[];
}

const mostExamples = 5;
const atStart: PreviewCursor = {
  ...{ after: firstCluster, merging: 0, splitting: 0, difference: 0, examples: [] },
};

/** Walks every cluster of a workspace under a policy that is only thought of, and counts what would change. */
@Injectable()
export class PreviewOperation implements OperationKind<PreviewInput, PreviewCursor>, OnModuleInit {
  readonly kind = previewIdentities;
  /** By operation; looked at again by whoever takes one on. */
  private readonly reviews = new Map<string, PolicyReview>();

  constructor(
    @Inject(OperationRunner) private readonly runner: OperationRunner,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
    @Inject(ReviewPolicy) private readonly reviewPolicy: ReviewPolicy,
    @Inject(LoadEvidence) private readonly loadEvidence: LoadEvidence,
    @Inject(ClusterVersions) private readonly clusters: ClusterVersions,
  ) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  async runSlice(
    { id, workspaceId, input, progress, ...operation }: Operation<PreviewInput, PreviewCursor>,
    tx: EntityManager,
  ): Promise<Slice<PreviewCursor>> {
    const cursor = operation.cursor ?? atStart;
    const { merging, splitting, difference, examples } = cursor;
    const batch = batchOf(await this.clusters.all(tx, workspaceId, cursor.after, mostAtOnce));
    const last = batch.at(-1);
    if (last === undefined) {
      const profiles = await this.clusters.countProfiles(tx, workspaceId);
      const result = { profiles, profilesAfter: profiles + difference, merging, splitting, examples };
      return { outcome: 'succeeded', progress: { ...progress, done: progress.total ?? 0 }, result };
    }
    const present = await this.policies.inForce(tx, workspaceId);
    const thought = compilePolicy(input.settings, present);
    const review =
      this.reviews.get(id) ?? (await this.reviewPolicy.execute(tx, workspaceId, present, thought));
    this.reviews.set(id, review);
    const clusterIds = wholeLots(batch, review);
    const evidence = await this.loadEvidence.execute(tx, workspaceId, clusterIds, thought, review);
    const change = comparePartitions(walkFromStart(evidence));
    return {
      outcome: 'more',
      cursor: {
        after: last,
        merging: merging + change.merging,
        splitting: splitting + change.splitting,
        difference: difference + change.difference,
        examples: [...examples, ...change.examples].slice(0, mostExamples),
      },
      progress: { ...progress, done: Math.min(progress.done + batch.length, progress.total ?? 0) },
    };
  }

  async ended({ id }: Operation<PreviewInput, PreviewCursor>): Promise<void> {
    this.reviews.delete(id);
  }
}

/** Clusters that would be one are looked at together, when the first of them is come to. */
function wholeLots(batch: readonly string[], { united }: PolicyReview): string[] {
  const followers = new Set([...united].flatMap(([first, ids]) => ids.filter((id) => id !== first)));
  return batch.flatMap((id) => united.get(id) ?? (followers.has(id) ? [] : [id]));
}
