import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Evidence } from '../apply/domain/absorb.js';
import type { IdentityPolicy } from '../apply/domain/identity-policy.js';
import { linksNobody } from '../apply/domain/review-hubs.js';
import { nodeFromRow } from '../apply/node-from-row.js';
import { DecisionRepository } from '../persistence/decision.repository.js';
import { IdentityReader } from '../persistence/identity-reader.repository.js';
import type { PolicyReview } from './review-policy.js';

/** All that is known of some clusters, as another policy would see it. Locks and writes nothing. */
@Injectable()
export class LoadEvidence {
  constructor(
    @Inject(IdentityReader) private readonly reader: IdentityReader,
    @Inject(DecisionRepository) private readonly decisions: DecisionRepository,
  ) {}

  async execute(
    tx: EntityManager,
    workspaceId: string,
    clusterIds: readonly string[],
    policy: IdentityPolicy,
    review: PolicyReview,
  ): Promise<Evidence> {
    const evidence = new Evidence(policy);
    const keys = clusterIds.map((id) => ({ workspaceId, id }));
    const { nodes, edges } = await this.reader.loadClusters(tx, keys);
    for (const row of nodes) {
      const node = nodeFromRow(row, false);
      node.userCount = review.nodes.get(node.id)?.userCount ?? node.userCount;
      node.isHub = linksNobody(node, policy);
      evidence.nodes.set(node.id, node);
    }
    for (const { anchorId, nodeId, kind, moment, active } of edges) {
      const anchor = evidence.nodes.get(anchorId);
      const node = evidence.nodes.get(nodeId);
      if (anchor && node)
        evidence.pairOf(anchor, node).edges.set(kind, { kind, moment, verdict: null, active });
    }
    const separated = nodes.filter(({ isSeparated }) => isSeparated);
    for (const { id, separationId, part } of await this.decisions.loadSeparated(tx, separated)) {
      evidence.separate(id, separationId, part);
    }
    return evidence;
  }
}
