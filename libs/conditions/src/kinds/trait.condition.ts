import type { JsonValue, TraitCondition } from '@rapport/contracts';
import { compare, comparisonFields, noteReference, readComparison } from '../comparison.js';
import { segmentsOf, valuesAt } from '../paths.js';
import { traitSql } from '../sql/trait-sql.js';
import type { EvaluationScope } from '../trace.js';
import type { ConditionKindDefinition } from './condition-kind.js';
import { readPath } from './read-path.js';

export const traitCondition: ConditionKindDefinition<TraitCondition> = {
  kind: 'trait',
  label: 'Trait',
  places: ['journey', 'entry_filter', 'list'],
  leaf: true,
  read(input, field, reader) {
    reader.onlyFields(input, field, ['kind', 'trait', ...comparisonFields]);
    const trait = readPath(input, 'trait', field, reader);
    const comparison = readComparison(input, field, 'trait', reader);
    return trait !== undefined && comparison ? { kind: 'trait', trait, ...comparison } : undefined;
  },
  children: () => [],
  evaluate: (condition, _traces, scope) =>
    compare(condition, 'trait', traitValues(condition.trait, scope), scope),
  noteDependencies(condition, dependencies) {
    const head = segmentsOf(condition.trait)[0];
    if (head) dependencies.traits.add(head.key);
    noteReference(condition, dependencies);
  },
  sql: (condition, _children, scope) => traitSql(condition, scope),
};

/** The profile's own moments are readable like traits, as long as no trait of that name was sent. */
function traitValues(path: string, scope: EvaluationScope): JsonValue[] {
  const segments = segmentsOf(path);
  const head = segments[0];
  const isSent = head !== undefined && Object.hasOwn(scope.traits, head.key);
  return valuesAt(isSent ? scope.traits : scope.reserved, segments);
}
