import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '@rapport/http';
import { type Clock, fieldProblem, ProblemError } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { FoldResult } from '../apply/fold-chunk.js';
import type { ProfileRef } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { currentGroups } from '../groups/domain/membership.js';
import { MembershipsRepository } from '../groups/persistence/memberships.repository.js';
import { type Asked, decide } from './decide.js';
import { DecidedChange } from './decided-change.js';
import { type HeldIdentifier, mergeLink, obstacleOf } from './domain/merge-link.js';
import { type DecidedMerge, MergingRepository } from './merging.repository.js';
import { type MergeAnswer, mergeAnswer } from './merging.view.js';

/** Two people become one because somebody says so (identity.md 7.1). */
@Injectable()
export class MergeProfiles {
  constructor(
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(MergingRepository) private readonly known: MergingRepository,
    @Inject(MembershipsRepository) private readonly memberships: MembershipsRepository,
    @Inject(DecidedChange) private readonly change: DecidedChange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `unknown_ref` (`with`), `state_conflict`, `merge_protected` */
  async execute(asked: Asked, ref: ProfileRef, other: ProfileRef): Promise<MergeAnswer> {
    return this.change.run(asked, async (tx, apply) => {
      const sides = await this.sidesOf(tx, asked.workspaceId, ref, other);
      const [left = [], right = []] = await Promise.all(
        sides.map((id) => this.known.identifiersOf(tx, asked.workspaceId, id)),
      );
      const link = mergeLink(left, right);
      const held = [...left, ...right];
      const traits = await this.known.traitsOf(tx, asked.workspaceId, sides);
      const edge = { anchorId: link.anchor.id, nodeId: link.node.id, active: true, separationId: null };
      const decision = decide(asked, this.clock.now(), { edges: [edge] });
      const result = await apply({ identifiers: held, decision });
      const home = result.chunk.node(link.anchor.id).profileId;
      if (home === null || home !== result.chunk.node(link.node.id).profileId) {
        throw refusal(result, link, held);
      }
      const retired = sides.filter((id) => id !== home);
      const mergeId =
        (await this.known.mergeInto(tx, asked.workspaceId, home, retired)) ??
        (await this.known.recordMerge(
          tx,
          asked.workspaceId,
          decision,
          edge,
          sidesOfRecord(home, sides, left, right),
        ));
      const groups = new Map([
        [sides[0], await this.groupsOf(tx, asked.workspaceId, left)],
        [sides[1], await this.groupsOf(tx, asked.workspaceId, right)],
      ]);
      const found = { dryRun: asked.dryRun, profileId: home, retired, mergeId, held, traits, groups };
      return mergeAnswer(result, found);
    });
  }

  /** What these identifiers say for themselves, which no merge changes: read under the locks of the merge. */
  private async groupsOf(
    tx: EntityManager,
    workspaceId: string,
    held: readonly HeldIdentifier[],
  ): Promise<string[]> {
    const memberships = await this.memberships.load(
      tx,
      held.map(({ id }) => ({ workspaceId, id })),
    );
    return currentGroups(memberships).map(({ groupKey }) => groupKey);
  }

  private async sidesOf(
    tx: EntityManager,
    workspaceId: string,
    ref: ProfileRef,
    other: ProfileRef,
  ): Promise<[string, string]> {
    const one = await this.people.resolve(tx, workspaceId, ref);
    if (one === undefined) throw new ProblemError('not_found');
    const two = await this.people.resolve(tx, workspaceId, other);
    if (two === undefined) throw fieldProblem('with', 'unknown_ref', 'nobody is called so', 'unknown_ref');
    if (one === two) throw new ProblemError('state_conflict', { detail: 'They are one person already.' });
    return [one, two];
  }
}

/**
 * When user ids become one person, a limit that kept them apart may give way: an identifier that named one of the two can leave
 * for somebody else, and then no id was retired into the survivor. What was decided is on record all the same.
 */
function sidesOfRecord(
  home: string,
  [one, other]: readonly [string, string],
  left: readonly HeldIdentifier[],
  right: readonly HeldIdentifier[],
): DecidedMerge {
  const isOther = other === home;
  return {
    into: home,
    from: isOther ? one : other,
    intoIdentifiers: isOther ? right : left,
    fromIdentifiers: isOther ? left : right,
  };
}

function refusal(
  { chunk }: FoldResult,
  link: ReturnType<typeof mergeLink>,
  held: Parameters<typeof obstacleOf>[2],
): ProblemError {
  const pair = chunk.evidence.pairOf(chunk.node(link.anchor.id), chunk.node(link.node.id));
  const { detail, obstacle } = obstacleOf(pair.edges.get('operator')?.verdict ?? null, link, held);
  return new ProblemError('merge_protected', { detail, extra: { obstacle } });
}
