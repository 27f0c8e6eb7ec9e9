import { Inject, Injectable } from '@nestjs/common';
import { CLOCK } from '@rapport/http';
import { type Clock, newId, ProblemError, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { DecidedEdge } from '../apply/decision.js';
import type { FoldResult } from '../apply/fold-chunk.js';
import { type ProfileRef, profileRefOf } from '../browse/domain/profile-ref.js';
import { FindProfile } from '../browse/find-profile.js';
import { type Asked, decide } from './decide.js';
import { DecidedChange, type Proposal } from './decided-change.js';
import type { HeldIdentifier } from './domain/merge-link.js';
import { linksWithin, nothingToSeparate, partsNamed, partsOfMerge } from './domain/parts.js';
import { type MergeRow, MergingRepository } from './merging.repository.js';
import { type UnmergeAnswer, unmergeAnswer } from './merging.view.js';

/** One person becomes two or more again, and stays so whatever events say (identity.md 7.2). */
@Injectable()
export class UnmergeProfiles {
  constructor(
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(MergingRepository) private readonly known: MergingRepository,
    @Inject(DecidedChange) private readonly change: DecidedChange,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError `not_found`, `state_conflict`, `unknown_ref`, `validation_failed` */
  async execute(
    asked: Asked,
    ref: ProfileRef,
    named: readonly (readonly string[])[] | undefined,
  ): Promise<UnmergeAnswer> {
    return this.change.run(asked, async (tx, apply) => {
      const { profileId, held } = await this.personOf(tx, asked.workspaceId, ref);
      const proposal = named
        ? this.proposal(asked, held, partsNamed(named, held, candidatesOf))
        : await this.undoingLast(tx, asked, profileId, held);
      return unmergeAnswer(await apply(proposal), asked.dryRun, profileId);
    });
  }

  /** Takes one merge back: the link that made it, and where that is not enough, by a separation. */
  async undo(asked: Asked, ref: ProfileRef, mergeId: string): Promise<UnmergeAnswer> {
    return this.change.run(asked, async (tx, apply) => {
      const { profileId, held } = await this.personOf(tx, asked.workspaceId, ref);
      const merge = await this.known.findMerge(tx, asked.workspaceId, mergeId);
      if (!merge) throw new ProblemError('not_found');
      if (merge.undoneAt) throw new ProblemError('state_conflict', { detail: 'It has been undone.' });
      const parts = partsOfRecord(merge, held);
      if (!parts) throw nothingToSeparate();
      const result = await apply(await this.undoing(tx, asked, held, merge, parts));
      return unmergeAnswer(result, asked.dryRun, profileId);
    });
  }

  private async undoingLast(
    tx: EntityManager,
    asked: Asked,
    profileId: string,
    held: readonly HeldIdentifier[],
  ): Promise<Proposal> {
    for (const merge of await this.known.standingMerges(tx, asked.workspaceId, profileId)) {
      const parts = partsOfRecord(merge, held);
      if (parts) return this.undoing(tx, asked, held, merge, parts);
    }
    throw nothingToSeparate();
  }

  private async undoing(
    tx: EntityManager,
    asked: Asked,
    held: readonly HeldIdentifier[],
    merge: MergeRow,
    parts: HeldIdentifier[][],
  ): Promise<Proposal> {
    const { workspaceId } = asked;
    await this.known.markUndone(tx, workspaceId, merge.id, toIso(this.clock.now()), asked.actor);
    const undrawn = edgesOf(merge);
    // Later evidence may have taken an end of the link away from this person; it is drawn all the same.
    const ends = undrawn
      .flatMap(({ anchorId, nodeId }) => [anchorId, nodeId])
      .filter((id) => !held.some((one) => one.id === id));
    const others = ends.length > 0 ? await this.known.identifiersById(tx, workspaceId, ends) : [];
    return this.proposal(asked, [...held, ...others], parts, undrawn);
  }

  /** @param undrawn links that go; when that is enough, nothing else happens */
  private proposal(
    asked: Asked,
    held: readonly HeldIdentifier[],
    parts: HeldIdentifier[][],
    undrawn: readonly DecidedEdge[] = [],
  ): Proposal {
    const separation = { id: newId(), parts: parts.map((part) => part.map(({ id }) => id)) };
    /** One more user id would make a hub of them, which nothing takes back: they are let go instead of held. */
    const shared = new Set<string>();
    return {
      identifiers: held,
      decision: decide(asked, this.clock.now(), {
        edges: undrawn,
        separation: undrawn.length === 0 ? separation : null,
      }),
      refine: (found, decision) => {
        if (!decision.separation) return areApart(found, parts) ? undefined : { ...decision, separation };
        const drawn = decision.edges.slice(undrawn.length);
        const fit = drawn.filter((link) => !meetsHub(found, link));
        if (fit.length < drawn.length) {
          for (const link of drawn) if (meetsHub(found, link)) shared.add(link.nodeId);
          return { ...decision, edges: [...undrawn, ...fit] };
        }
        if (drawn.length > 0) return undefined;
        const links = parts
          .flatMap((part) => linksWithin(part, (nodeId) => found.chunk.node(nodeId).profileId))
          .filter(({ nodeId }) => !shared.has(nodeId));
        if (links.length === 0) return undefined;
        const held = links.map((link) => ({ ...link, active: true, separationId: separation.id }));
        return { ...decision, edges: [...undrawn, ...held] };
      },
    };
  }

  private async personOf(
    tx: EntityManager,
    workspaceId: string,
    ref: ProfileRef,
  ): Promise<{ profileId: string; held: HeldIdentifier[] }> {
    const profileId = await this.people.resolve(tx, workspaceId, ref);
    if (profileId === undefined) throw new ProblemError('not_found');
    return { profileId, held: await this.known.identifiersOf(tx, workspaceId, profileId) };
  }
}

function edgesOf({ edgeAnchorId, edgeNodeId }: MergeRow): DecidedEdge[] {
  if (edgeAnchorId === null || edgeNodeId === null) return [];
  return [{ anchorId: edgeAnchorId, nodeId: edgeNodeId, active: false, separationId: null }];
}

/**
 * None, rather than undefined, when the link that was drawn is all that can go: a merge may end under a name that was nobody's
 * before, because user ids that are one person let in an identifier that a limit had kept out.
 */
function partsOfRecord(merge: MergeRow, held: readonly HeldIdentifier[]): HeldIdentifier[][] | undefined {
  const parts = partsOfMerge({ into: merge.intoIdentifiers, from: merge.fromIdentifiers }, held);
  return parts ?? (edgesOf(merge).length > 0 ? [] : undefined);
}

/** No two identifiers of different parts are one person. */
function areApart({ chunk }: FoldResult, parts: readonly (readonly HeldIdentifier[])[]): boolean {
  const homes = parts.map((part) => new Set(part.map(({ id }) => chunk.node(id).profileId)));
  return new Set(homes.flatMap((home) => [...home])).size === homes.reduce((sum, home) => sum + home.size, 0);
}

function meetsHub({ chunk }: FoldResult, { anchorId, nodeId }: DecidedEdge): boolean {
  return chunk.node(anchorId).isHub || chunk.node(nodeId).isHub;
}

function candidatesOf(text: string): { type: string; value: string }[] {
  const ref = profileRefOf(text);
  return ref.ok && ref.value.by === 'identifier' ? ref.value.candidates : [];
}
