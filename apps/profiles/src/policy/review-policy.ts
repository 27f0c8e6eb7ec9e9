import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { EdgeKind } from '../apply/domain/evidence.js';
import type { IdentityPolicy } from '../apply/domain/identity-policy.js';
import { linksNobody } from '../apply/domain/review-hubs.js';
import { uniteClusters } from './domain/unite-clusters.js';
import { HubsRepository } from './persistence/hubs.repository.js';

/** What a change of the policy does beyond the clusters as they are. */
export interface PolicyReview {
  /** Nodes whose share of users had to be counted anew, as they are under the new policy. */
  nodes: Map<string, { id: string; userCount: number; isHub: boolean }>;
  /** Clusters that must be walked as one, because links between them count from now on; by the smallest id of each lot. */
  united: Map<string, string[]>;
  /** Alias links that stop counting. */
  dropped: EdgeKind[];
}

/** Looks at the hubs and alias links of a workspace under another policy. Writes nothing. */
@Injectable()
export class ReviewPolicy {
  constructor(@Inject(HubsRepository) private readonly hubs: HubsRepository) {}

  async execute(
    tx: EntityManager,
    workspaceId: string,
    before: IdentityPolicy,
    after: IdentityPolicy,
  ): Promise<PolicyReview> {
    const [were, are] = [aliasKinds(before), aliasKinds(after)];
    const shared = await this.hubs.review(tx, workspaceId, {
      kinds: ['event', ...are],
      most: after.hubThreshold,
      aliased: were.includes('alias_anonymous') !== are.includes('alias_anonymous'),
    });
    const nodes = shared.map((node) => ({ ...node, isHub: linksNobody(node, after) }));
    const bridges = [
      ...(await this.hubs.bridgesOf(
        tx,
        workspaceId,
        nodes.flatMap(({ id, isHub }) => (isHub ? [] : [id])),
      )),
      ...(await this.hubs.bridgesByAlias(
        tx,
        workspaceId,
        are.filter((kind) => !were.includes(kind)),
      )),
    ];
    return {
      nodes: new Map(nodes.map(({ id, userCount, isHub }) => [id, { id, userCount, isHub }])),
      united: uniteClusters(bridges),
      dropped: were.filter((kind) => !are.includes(kind)),
    };
  }
}

function aliasKinds({ aliasMode }: IdentityPolicy): EdgeKind[] {
  if (aliasMode === 'ignore') return [];
  return aliasMode === 'merge_users' ? ['alias_anonymous', 'alias_user'] : ['alias_anonymous'];
}
