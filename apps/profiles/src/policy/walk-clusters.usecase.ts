import { Inject, Injectable } from '@nestjs/common';
import { systemActor } from '@rapport/access';
import type { OutgoingMessage } from '@rapport/event-bus';
import { CLOCK } from '@rapport/http';
import { type Clock, newId, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { ChangeIdentities } from '../apply/change-identities.usecase.js';
import type { Decision } from '../apply/decision.js';
import { momentOf } from '../apply/domain/moment.js';
import { IdentityPolicies } from './identity-policies.js';
import { ClusterVersions } from './persistence/cluster-versions.repository.js';

export interface Walked {
  /** Profiles that were retired into another. */
  merged: number;
  /** Profiles that identifiers left. */
  split: number;
  /** To be published before everything else of the transaction. */
  messages: OutgoingMessage[];
}

/** Walks clusters again under the policy in force, because it is another than the one they were walked under (identity.md 7.4). */
@Injectable()
export class WalkClusters {
  constructor(
    @Inject(ChangeIdentities) private readonly identities: ChangeIdentities,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
    @Inject(ClusterVersions) private readonly clusters: ClusterVersions,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** In a transaction that holds the workspace's lock. */
  async execute(tx: EntityManager, workspaceId: string, clusterIds: readonly string[]): Promise<Walked> {
    const { walkVersion } = await this.policies.inForce(tx, workspaceId);
    const stale = await this.clusters.lockStale(tx, workspaceId, clusterIds, walkVersion);
    const linked = await this.clusters.passLone(tx, workspaceId, stale, walkVersion);
    const identifiers = await this.clusters.namesOf(tx, workspaceId, linked);
    if (identifiers.length === 0) return { merged: 0, split: 0, messages: [] };
    const { result, messages } = await this.identities.prepare(tx, {
      ...{ workspaceId, identifiers },
      decision: this.decision(workspaceId),
    });
    const { merges, departures } = result.transitions;
    return { merged: merges.length, split: new Set(departures.map(({ from }) => from)).size, messages };
  }

  private decision(workspaceId: string): Decision {
    const now = this.clock.now();
    return {
      type: 'settings',
      at: toIso(now),
      moment: momentOf({
        timestampMs: now,
        receivedAtMs: now,
        index: 0,
        sourceId: workspaceId,
        messageId: newId(),
      }),
      actor: systemActor,
      reason: null,
      edges: [],
      separation: null,
      lifted: null,
    };
  }
}
