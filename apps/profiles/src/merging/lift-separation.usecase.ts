import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '@rapport/http';
import { type Clock, ProblemError } from '@rapport/kernel';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { DecisionRepository } from '../persistence/decision.repository.js';
import { type Asked, decide } from './decide.js';
import { DecidedChange } from './decided-change.js';
import { MergingRepository } from './merging.repository.js';
import { type UnmergeAnswer, unmergeAnswer } from './merging.view.js';

/** A separation ends: whom the evidence still calls one person, becomes one again (identity.md 7.2). */
@Injectable()
export class LiftSeparation {
  constructor(
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(MergingRepository) private readonly known: MergingRepository,
    @Inject(DecisionRepository) private readonly decisions: DecisionRepository,
    @Inject(DecidedChange) private readonly change: DecidedChange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `state_conflict` */
  async execute(asked: Asked, ref: ProfileRef, separationId: string): Promise<UnmergeAnswer> {
    const { workspaceId, dryRun } = asked;
    return this.change.run(asked, async (tx, apply) => {
      const separation = await this.known.findSeparation(tx, workspaceId, separationId);
      const profileId = await this.people.resolve(tx, workspaceId, ref);
      if (!separation?.profileIds.includes(profileId ?? '')) throw new ProblemError('not_found');
      if (separation.liftedAt) throw new ProblemError('state_conflict', { detail: 'It has been lifted.' });
      const held = await this.known.identifiersById(tx, workspaceId, separation.nodeIds);
      const links = await this.decisions.edgesOfSeparation(tx, workspaceId, separationId);
      const edges = links.map((link) => ({ ...link, active: false, separationId }));
      const decision = decide(asked, this.clock.now(), { edges, lifted: separationId });
      const result = await apply({ identifiers: held, decision });
      return unmergeAnswer(result, dryRun, null);
    });
  }
}
