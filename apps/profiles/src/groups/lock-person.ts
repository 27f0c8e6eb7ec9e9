import { Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { type KeyedIdentifier, WorkspaceChunk } from '../apply/chunk.js';
import type { IdentityNode } from '../apply/domain/evidence.js';
import { LockIdentities } from '../apply/lock-identities.js';
import { PolicyChangedError } from '../apply/outdated.js';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { IdentityPolicies } from '../policy/identity-policies.js';
import { ProfileReader } from '../persistence/profile-reader.repository.js';

/** Keeps everybody else from changing who a person is, and what their identifiers say, until the transaction ends. */
@Injectable()
export class LockPerson {
  constructor(
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(ProfileReader) private readonly profiles: ProfileReader,
    @Inject(LockIdentities) private readonly locks: LockIdentities,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
  ) {}

  /** @returns all identifiers of the person. @throws ProblemError `not_found` */
  async execute(tx: EntityManager, workspaceId: string, ref: ProfileRef): Promise<IdentityNode[]> {
    const profileId = await this.findProfile.resolve(tx, workspaceId, ref);
    const [name] = profileId ? await this.profiles.namesOf(tx, workspaceId, [profileId]) : [];
    if (!name) throw new ProblemError('not_found');
    const chunk = await this.lock(tx, workspaceId, name);
    const held = chunk.node(name.id).profileId;
    return [...chunk.evidence.nodes.values()].filter((node) => node.profileId === held);
  }

  /**
   * Under the policy in force; another round when that is changed before the workspace is locked. Nothing is walked, so that
   * clusters may have been walked under whichever version.
   */
  private async lock(tx: EntityManager, workspaceId: string, name: KeyedIdentifier): Promise<WorkspaceChunk> {
    for (;;) {
      const policy = await this.policies.inForce(tx, workspaceId);
      const chunk = new WorkspaceChunk(workspaceId, { ...policy, walkVersion: 0 }, []);
      chunk.concern(name);
      try {
        await this.locks.execute(tx, [chunk]);
        return chunk;
      } catch (error) {
        if (!(error instanceof PolicyChangedError)) throw error;
      }
    }
  }
}
