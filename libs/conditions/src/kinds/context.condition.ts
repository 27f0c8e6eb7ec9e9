import type { ContextCondition } from '@rapport/contracts';
import { compare, comparisonFields, noteReference, readComparison } from '../comparison.js';
import { segmentsOf, valuesAt } from '../paths.js';
import { isContextPath } from '../read-value.js';
import type { ConditionKindDefinition } from './condition-kind.js';
import { readPath } from './read-path.js';

export const contextCondition: ConditionKindDefinition<ContextCondition> = {
  kind: 'context',
  label: 'In this run',
  places: ['journey', 'entry_filter'],
  leaf: true,
  read(input, field, reader) {
    reader.onlyFields(input, field, ['kind', 'path', ...comparisonFields]);
    const path = readPath(input, 'path', field, reader);
    const comparison = readComparison(input, field, 'context', reader);
    if (path === undefined) return undefined;
    if (!isContextPath(path)) {
      reader.fault(`${field}.path`, 'bad_path', 'must begin with event., steps., data. or journey.');
      return undefined;
    }
    if (reader.place === 'entry_filter' && !path.startsWith('event.')) {
      reader.fault(`${field}.path`, 'not_allowed_here', 'only event. exists before a run begins');
      return undefined;
    }
    return comparison && { kind: 'context', path, ...comparison };
  },
  children: () => [],
  evaluate: (condition, _traces, scope) =>
    compare(condition, 'context', valuesAt(scope.run, segmentsOf(condition.path)), scope),
  noteDependencies(condition, dependencies) {
    dependencies.contextPaths.add(condition.path);
    noteReference(condition, dependencies);
  },
};
