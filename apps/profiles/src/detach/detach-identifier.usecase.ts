import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { err, type Identifier, ok, type Result } from '@rapport/kernel';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import type { UnmergeAnswer } from '../merging/merging.view.js';
import { UnmergeProfiles } from '../merging/unmerge-profiles.usecase.js';
import { EvidenceReader } from '../persistence/evidence-reader.repository.js';
import { mayDetach, type WhyNotDetached } from './domain/may-detach.js';

/**
 * Takes one identifier away from a person. Only its links would come back with the next event that names both, so that it is
 * separated from all the others instead (identity.md 7.2): it becomes a person of its own, with what was filed under it.
 */
@Injectable()
export class DetachIdentifier {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(FindProfile) private readonly findProfile: FindProfile,
    @Inject(EvidenceReader) private readonly evidence: EvidenceReader,
    @Inject(UnmergeProfiles) private readonly unmerge: UnmergeProfiles,
  ) {}

  /**
   * @param candidates spellings of the identifier, in the order in which they are tried
   * @throws ProblemError `not_found` when there is no such person
   */
  async execute(
    workspaceId: string,
    ref: ProfileRef,
    candidates: readonly Identifier[],
    actor: Actor,
  ): Promise<Result<UnmergeAnswer, WhyNotDetached>> {
    return this.database.transaction(async (tx) => {
      const profileId = await this.findProfile.require(tx, workspaceId, ref);
      const known = await this.evidence.identifiers(tx, workspaceId, profileId);
      const held = known.filter(({ seen }) => seen !== null);
      const named = ref.by === 'identifier' ? ref.candidates : [];
      const wanted = mayDetach(held, candidates, named);
      if (!wanted.ok) return err(wanted.error);
      const others = held.filter((one) => one !== wanted.value);
      const parts = [[wanted.value], others].map((part) => part.map(({ type, value }) => `${type}:${value}`));
      const asked = { workspaceId, actor, reason: 'Identifier deleted', dryRun: false };
      return ok(await this.unmerge.execute(asked, { by: 'id', profileId }, parts));
    });
  }
}
