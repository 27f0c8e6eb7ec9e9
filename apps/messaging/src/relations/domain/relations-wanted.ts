import type { Condition } from '@rapport/contracts';
import { dependenciesOf } from '@rapport/conditions';

/** What must be known of the groups and objects of a person; what nobody asks for is not loaded. */
export interface RelationsWanted {
  groups: boolean;
  /** `all` when the types are known only while rendering. */
  objectTypes: ReadonlySet<string> | 'all';
}

/** So many a template gets of each type. */
export const mostInTemplates = 100;

export const nothingWanted: RelationsWanted = { groups: false, objectTypes: new Set() };

export function relationsOfConditions(
  conditions: readonly Condition[],
): RelationsWanted & { objectTypes: ReadonlySet<string> } {
  const { groupTraits, objects } = dependenciesOf(...conditions);
  return { groups: groupTraits.size > 0, objectTypes: new Set(objects.keys()) };
}

export function wantsSomething({ groups, objectTypes }: RelationsWanted): boolean {
  return groups || objectTypes === 'all' || objectTypes.size > 0;
}
