import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '@rapport/access';
import type { JsonObject, JsonValue } from '@rapport/contracts';
import { type Identifier, publicId, toIso } from '@rapport/kernel';
import { ActorView } from '@rapport/versioned';
import type { FoldedProfile } from '../apply/domain/fold-profiles.js';
import { sameJson } from '../apply/domain/same-json.js';
import type { FoldResult } from '../apply/fold-chunk.js';
import type { HeldIdentifier } from './domain/merge-link.js';
import type { MergeRow, SeparationRow } from './merging.repository.js';

const anyValue = { description: 'any JSON value', nullable: true } as const;
const instant = { type: String, format: 'date-time' } as const;
const nullableInstant = { ...instant, nullable: true } as const;
const text = { type: String, nullable: true } as const;
const names = { type: String, isArray: true, example: 'user_id:42' } as const;

export class NamedIdentifierView {
  @ApiProperty({ type: String, example: 'email' }) type: string;
  @ApiProperty({ type: String, example: 'ada@acme.test' }) value: string;
}

export class MergedIdentifierView extends NamedIdentifierView {
  @ApiProperty({ type: String, description: 'Profile that held it before' }) from: string;
}

export class MergedTraitView {
  @ApiProperty({ type: String }) trait: string;
  @ApiProperty(anyValue) value: JsonValue;
  @ApiProperty({ type: String, description: 'Profile whose value counts: it was set last' }) from: string;
  @ApiProperty({ ...anyValue, description: 'What the other one had; null when nothing' }) other: JsonValue;
}

export class MergedGroupView {
  @ApiProperty({ type: String, example: 'acme' }) groupId: string;
  @ApiProperty({ type: String, description: 'Profile that was in it before' }) from: string;
}

export class MergeAnswer {
  @ApiProperty({ type: Boolean, description: 'Nothing was changed' }) dryRun: boolean;
  @ApiProperty({ type: String, description: 'The profile that goes on' }) profileId: string;
  @ApiProperty({ type: [String], description: 'Ids that answer with it from now on' }) retired: string[];
  @ApiProperty({ ...text, description: 'The record of the merge; null on a dry run' }) mergeId: string | null;
  @ApiProperty({ type: [MergedIdentifierView] }) identifiers: MergedIdentifierView[];
  @ApiProperty({ type: [MergedTraitView], description: 'Traits in which the two differ' })
  traits: MergedTraitView[];
  @ApiProperty({
    type: [MergedGroupView],
    description: 'Groups of the one person, by the side that brings each; twice when both do',
  })
  groups: MergedGroupView[];
}

export class SeparatedPersonView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: [NamedIdentifierView] }) identifiers: NamedIdentifierView[];
  @ApiProperty({ type: 'object', additionalProperties: true }) traits: JsonObject;
  @ApiProperty({ type: [String], description: 'Your ids of their groups, the current one first' })
  groups: string[];
  @ApiProperty({ type: Boolean, description: 'Was no profile of its own just before' }) isNew: boolean;
}

export class UnmergeAnswer {
  @ApiProperty({ type: Boolean, description: 'Nothing was changed' }) dryRun: boolean;
  @ApiProperty({ ...text, description: 'null on a dry run, and when taking back a link was enough' })
  separationId: string | null;
  @ApiProperty({
    type: [SeparatedPersonView],
    description: 'The people that there are now, the former one first',
  })
  profiles: SeparatedPersonView[];
}

export class MergeSidesView {
  @ApiProperty(names) into: string[];
  @ApiProperty(names) from: string[];
}

export class MergeView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String }) into: string;
  @ApiProperty({ type: String }) from: string;
  @ApiProperty({ type: MergeSidesView, description: 'What each held before' }) identifiers: MergeSidesView;
  @ApiProperty({ enum: ['event', 'operator', 'settings'] }) cause: MergeRow['cause'];
  @ApiProperty({ ...text, description: 'The event that linked them' }) messageId: string | null;
  @ApiProperty(text) sourceId: string | null;
  @ApiProperty({ type: ActorView, nullable: true }) by: Actor | null;
  @ApiProperty(text) reason: string | null;
  @ApiProperty(instant) at: string;
  @ApiProperty(nullableInstant) undoneAt: string | null;
}

export class MergePage {
  @ApiProperty({ type: [MergeView] }) data: MergeView[];
  @ApiProperty(text) nextCursor: string | null;
}

export class SeparationView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: 'array', items: { type: 'array', items: { type: 'string' } } }) parts: string[][];
  @ApiProperty({ type: String }) reason: string;
  @ApiProperty({ type: ActorView }) by: Actor;
  @ApiProperty(instant) at: string;
  @ApiProperty(nullableInstant) liftedAt: string | null;
  @ApiProperty({ type: ActorView, nullable: true }) liftedBy: Actor | null;
}

export class SeparationPage {
  @ApiProperty({ type: [SeparationView] }) data: SeparationView[];
  @ApiProperty(text) nextCursor: string | null;
}

export function mergeAnswer(
  { profiles }: FoldResult,
  merge: {
    dryRun: boolean;
    profileId: string;
    retired: readonly string[];
    mergeId: string | null;
    held: readonly HeldIdentifier[];
    traits: ReadonlyMap<string, JsonObject>;
    /** The customer's ids of the groups that each side was in. */
    groups: ReadonlyMap<string, readonly string[]>;
  },
): MergeAnswer {
  const survivor = profiles.find((profile) => profile.id === merge.profileId);
  const nodes = (survivor?.nodes ?? []).filter((node) => node.seen && node.before.profileId !== null);
  return {
    dryRun: merge.dryRun,
    profileId: publicId('prf', merge.profileId),
    retired: merge.retired.map((id) => publicId('prf', id)),
    mergeId: merge.dryRun || merge.mergeId === null ? null : publicId('mrg', merge.mergeId),
    identifiers: nodes.map(({ type, value, before }) => ({
      ...{ type, value },
      from: publicId('prf', before.profileId ?? merge.profileId),
    })),
    traits: survivor ? differences(survivor, merge.traits) : [],
    groups: survivor ? broughtBy(survivor, merge.groups) : [],
  };
}

/** A group that the newest word of the other side takes the person out of is brought by nobody. */
function broughtBy(
  { end }: FoldedProfile,
  groups: ReadonlyMap<string, readonly string[]>,
): MergedGroupView[] {
  const sides = [...groups];
  return end.facts.groups.flatMap((groupId) =>
    sides.flatMap(([id, own]) => (own.includes(groupId) ? [{ groupId, from: publicId('prf', id) }] : [])),
  );
}

/** Traits of which the sides say different things, and whose word counts. */
function differences(survivor: FoldedProfile, traits: ReadonlyMap<string, JsonObject>): MergedTraitView[] {
  const homeOf = new Map(survivor.nodes.map((node) => [node.id, node.before.profileId]));
  const found: MergedTraitView[] = [];
  for (const [trait, value] of survivor.end.traits.values) {
    const from = homeOf.get(survivor.winnerOf(trait)?.nodeId ?? '');
    if (!from) continue;
    const other = [...traits].find(([id]) => id !== from)?.[1][trait] ?? null;
    if (!sameJson(value, other)) found.push({ trait, value, from: publicId('prf', from), other });
  }
  return found.sort((a, b) => (a.trait < b.trait ? -1 : 1));
}

/** @param former the profile that is taken apart; null when the change only lets others join */
export function unmergeAnswer(
  { chunk, profiles }: FoldResult,
  dryRun: boolean,
  former: string | null,
): UnmergeAnswer {
  const separation = chunk.decision?.separation ?? null;
  return {
    dryRun,
    separationId: dryRun || !separation ? null : publicId('sep', separation.id),
    profiles: [...profiles]
      .sort((a, b) => Number(b.id === former) - Number(a.id === former))
      .map(({ id, nodes, end, stored }) => ({
        id: publicId('prf', id),
        identifiers: nodes.filter((node) => node.seen).map(({ type, value }) => ({ type, value })),
        traits: Object.fromEntries(end.traits.values),
        groups: end.facts.groups,
        isNew: stored === undefined,
      })),
  };
}

export function viewOfMerge(row: MergeRow): MergeView {
  return {
    id: publicId('mrg', row.id),
    into: publicId('prf', row.into),
    from: publicId('prf', row.from),
    identifiers: { into: namesOf(row.intoIdentifiers), from: namesOf(row.fromIdentifiers) },
    cause: row.cause,
    messageId: row.messageId,
    sourceId: row.sourceId === null ? null : publicId('src', row.sourceId),
    by: row.actor,
    reason: row.reason,
    at: toIso(row.at.getTime()),
    undoneAt: row.undoneAt && toIso(row.undoneAt.getTime()),
  };
}

export function viewOfSeparation(row: SeparationRow): SeparationView {
  return {
    id: publicId('sep', row.id),
    parts: row.parts,
    reason: row.reason,
    by: row.actor,
    at: toIso(row.at.getTime()),
    liftedAt: row.liftedAt && toIso(row.liftedAt.getTime()),
    liftedBy: row.liftedBy,
  };
}

function namesOf(identifiers: readonly Identifier[]): string[] {
  return identifiers.map(({ type, value }) => `${type}:${value}`);
}
