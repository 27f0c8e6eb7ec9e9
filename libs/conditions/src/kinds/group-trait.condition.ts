import type { GroupTraitCondition } from '@rapport/contracts';
import { compare, comparisonFields, noteReference, readComparison } from '../comparison.js';
import { segmentsOf, valuesAt } from '../paths.js';
import { comparisonSql } from '../sql/trait-sql.js';
import { earliestChange, latestChange } from './change-moments.js';
import { type ConditionKindDefinition, mostEvidence } from './condition-kind.js';
import { readPath } from './read-path.js';

export const groupTraitCondition: ConditionKindDefinition<GroupTraitCondition> = {
  kind: 'group_trait',
  label: "A group's trait",
  places: ['journey', 'entry_filter', 'list'],
  leaf: true,
  read(input, field, reader) {
    reader.onlyFields(input, field, ['kind', 'trait', ...comparisonFields]);
    const trait = readPath(input, 'trait', field, reader);
    const comparison = readComparison(input, field, 'group_trait', reader);
    return trait !== undefined && comparison ? { kind: 'group_trait', trait, ...comparison } : undefined;
  },
  children: () => [],
  evaluate(condition, _traces, scope) {
    const segments = segmentsOf(condition.trait);
    const traces = scope.relations.groups.map(({ groupId, traits }) => ({
      groupId,
      trace: compare(condition, 'group_trait', valuesAt(traits, segments), scope),
    }));
    const fitting = traces.filter(({ trace }) => trace.result);
    const seen = traces.flatMap(({ trace }) => trace.actual ?? []).slice(0, mostEvidence);
    return {
      result: fitting.length > 0,
      kind: 'group_trait',
      ...(seen.length > 0 && { actual: seen }),
      ...(fitting.length > 0 && { evidence: fitting.slice(0, mostEvidence).map(({ groupId }) => groupId) }),
      // As for `or`: true until the last that fits has changed, false until the first.
      changesAt:
        fitting.length > 0
          ? latestChange(fitting.map(({ trace }) => trace))
          : earliestChange(traces.map(({ trace }) => trace)),
    };
  },
  noteDependencies(condition, dependencies) {
    const head = segmentsOf(condition.trait)[0];
    if (head) dependencies.groupTraits.add(head.key);
    noteReference(condition, dependencies);
  },
  sql(condition, _children, scope) {
    const group = scope.parameters.alias();
    const holds = comparisonSql(condition, `${group}.traits`, segmentsOf(condition.trait), scope);
    return `(true = ANY (SELECT ${holds} FROM ${scope.dialect.groups(group)}))`;
  },
};
