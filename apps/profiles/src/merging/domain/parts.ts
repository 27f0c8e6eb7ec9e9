import { fieldProblem, type Identifier, ProblemError } from '@rapport/kernel';
import { compareStrength } from '../../apply/domain/collect-identifiers.js';
import type { HeldIdentifier } from './merge-link.js';

/** Identifiers that were one person before a merge. */
export interface MergeSides {
  into: readonly Identifier[];
  from: readonly Identifier[];
}

/** The parts of an unmerge when the operator names none: who they were before the merge, as far as they are still here. */
export function partsOfMerge(
  { into, from }: MergeSides,
  held: readonly HeldIdentifier[],
): HeldIdentifier[][] | undefined {
  const present = (side: readonly Identifier[]): HeldIdentifier[] =>
    held.filter((one) => side.some((other) => other.type === one.type && other.value === one.value));
  const parts = [present(into), present(from)];
  return parts.every((part) => part.length > 0) ? parts : undefined;
}

/**
 * The parts that an operator names.
 * @throws ProblemError `validation_failed` when one identifier is in two parts, `unknown_ref` when one is not this person's
 */
export function partsNamed(
  given: readonly (readonly string[])[],
  held: readonly HeldIdentifier[],
  candidatesOf: (text: string) => readonly Identifier[],
): HeldIdentifier[][] {
  const taken = new Set<string>();
  return given.map((part, p) =>
    part.map((text, i) => {
      const field = `parts[${p}][${i}]`;
      const found = candidatesOf(text)
        .map((one) => held.find((other) => other.type === one.type && other.value === one.value))
        .find((one) => one);
      if (!found)
        throw fieldProblem(field, 'unknown_ref', 'must be an identifier of this person', 'unknown_ref');
      if (taken.has(found.id)) throw fieldProblem(field, 'duplicate', 'must be in one part only');
      taken.add(found.id);
      return found;
    }),
  );
}

/** A part that fell apart is held together from its strongest identifier (identity.md 7.2). */
export function linksWithin(
  part: readonly HeldIdentifier[],
  profileOf: (nodeId: string) => string | null,
): { anchorId: string; nodeId: string }[] {
  const [strongest, ...others] = [...part].sort(compareStrength);
  if (!strongest) return [];
  const home = profileOf(strongest.id);
  return others
    .filter((one) => profileOf(one.id) !== home)
    .map((one) => ({ anchorId: strongest.id, nodeId: one.id }));
}

export function nothingToSeparate(): ProblemError {
  return new ProblemError('state_conflict', {
    detail: 'No merge of this person is on record whose two sides are still here. Name the parts.',
  });
}
