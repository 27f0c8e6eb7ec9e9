import type { Condition, JourneyDraft } from '@rapport/contracts';
import { type RelationsWanted, relationsOfConditions } from '../../relations/domain/relations-wanted.js';
import { definitionOf } from './steps/steps.js';

export interface PlacedCondition {
  /** Path from the root of the draft. */
  field: string;
  condition: Condition;
  /** Key of the step it stands in. */
  step?: string;
}

/** Every condition that is asked of a person. */
export function conditionsOf({ entry, steps }: JourneyDraft): PlacedCondition[] {
  return [
    ...(entry?.filter ? [{ field: 'entry.filter', condition: entry.filter }] : []),
    ...steps.flatMap((step, index) =>
      definitionOf(step)
        .conditions(step)
        .map(({ field, condition }) => ({ field: `steps[${index}].${field}`, condition, step: step.key })),
    ),
  ];
}

/** What a journey must know of a person's groups and objects. */
export function relationsWantedBy(
  draft: JourneyDraft,
): RelationsWanted & { objectTypes: ReadonlySet<string> } {
  return relationsOfConditions(conditionsOf(draft).map(({ condition }) => condition));
}
