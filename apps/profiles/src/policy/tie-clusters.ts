import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { IdentityPolicy } from '../apply/domain/identity-policy.js';
import { type ClusterWrites, IdentityWriter } from '../persistence/identity-writer.repository.js';
import { ClusterVersions } from './persistence/cluster-versions.repository.js';
import { HubsRepository } from './persistence/hubs.repository.js';
import { ReviewPolicy } from './review-policy.js';

/**
 * Makes a workspace's clusters whole again for a policy under which more links count: a former hub's neighbours, the ends of
 * aliases. Who they are is not decided here: from then on every cluster can be walked by itself. Needs the workspace to itself,
 * before the new version is stored: clusters that are tied together keep the old one, as walked under no other.
 */
@Injectable()
export class TieClusters {
  constructor(
    @Inject(ReviewPolicy) private readonly review: ReviewPolicy,
    @Inject(HubsRepository) private readonly hubs: HubsRepository,
    @Inject(ClusterVersions) private readonly clusters: ClusterVersions,
    @Inject(IdentityWriter) private readonly writer: IdentityWriter,
  ) {}

  async execute(
    tx: EntityManager,
    workspaceId: string,
    before: IdentityPolicy,
    after: IdentityPolicy,
  ): Promise<void> {
    const { nodes, united, dropped } = await this.review.execute(tx, workspaceId, before, after);
    await this.hubs.save(tx, workspaceId, [...nodes.values()]);
    await this.hubs.forgetVerdicts(tx, workspaceId, dropped);
    const sizes = await this.clusters.sizesOf(tx, workspaceId, [...united.values()].flat());
    const writes: ClusterWrites = { saved: [], removed: [], relabelled: [] };
    for (const ids of united.values()) {
      const sizeOf = (id: string): number => sizes.get(id) ?? 0;
      const into = ids.reduce((a, b) => (sizeOf(b) > sizeOf(a) ? b : a));
      const nodeCount = ids.reduce((sum, id) => sum + sizeOf(id), 0);
      writes.saved.push({ workspaceId, id: into, last: null, nodeCount });
      for (const id of ids) {
        if (id === into) continue;
        writes.removed.push({ workspaceId, id });
        writes.relabelled.push({ workspaceId, from: id, to: into });
      }
    }
    await this.writer.saveClusters(tx, writes);
  }
}
