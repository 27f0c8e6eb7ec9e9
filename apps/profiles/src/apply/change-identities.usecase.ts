import { Inject, Injectable } from '@nestjs/common';
import type { OutgoingMessage } from '@rapport/event-bus';
import { CLOCK } from '@rapport/http';
import { type Clock, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { IdentityPolicies } from '../policy/identity-policies.js';
import { type KeyedIdentifier, WorkspaceChunk } from './chunk.js';
import type { FoldResult } from './fold-chunk.js';
import { FoldProfiles } from './fold-profiles.usecase.js';
import type { Decision } from './decision.js';
import { PolicyChangedError } from './outdated.js';
import { type ResolvedChunk, ResolveIdentities } from './resolve-identities.js';

/** A change of identity that no event brings. */
export interface IdentityChange {
  workspaceId: string;
  /** Known identifiers: the clusters that hold them are walked again, as one. */
  identifiers: readonly KeyedIdentifier[];
  decision: Decision;
}

/**
 * Steps 3 to 15 of identity.md 8.2 without an event: lock the clusters, apply what was decided, walk them again, refold the
 * profiles whose identifiers changed. In the caller's transaction; a preview rolls it back.
 */
@Injectable()
export class ChangeIdentities {
  constructor(
    @Inject(ResolveIdentities) private readonly identities: ResolveIdentities,
    @Inject(FoldProfiles) private readonly profiles: FoldProfiles,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All but the last step: the caller publishes the messages, once nothing can take the change back any more. */
  async prepare(
    tx: EntityManager,
    change: IdentityChange,
  ): Promise<{ result: FoldResult; messages: OutgoingMessage[] }> {
    const resolved = await this.resolve(tx, change);
    const { results, messages } = await this.profiles.execute(tx, resolved, toIso(this.clock.now()));
    const [result] = results;
    if (!result) throw new Error('a change of identity came to nothing');
    return { result, messages };
  }

  /** Under the policy in force; another round when that is changed before the workspace is locked. */
  private async resolve(tx: EntityManager, change: IdentityChange): Promise<ResolvedChunk[]> {
    for (;;) {
      const policy = await this.policies.inForce(tx, change.workspaceId);
      const chunk = new WorkspaceChunk(change.workspaceId, policy, [], change.decision);
      for (const identifier of change.identifiers) chunk.concern(identifier);
      try {
        return await this.identities.execute(tx, [chunk]);
      } catch (error) {
        if (!(error instanceof PolicyChangedError)) throw error;
      }
    }
  }
}
