import type { PropertyCondition } from '@rapport/contracts';
import { compare, comparisonFields, noteReference, readComparison } from '../comparison.js';
import { segmentsOf, valuesAt } from '../paths.js';
import type { ConditionReader } from '../reader.js';
import { comparisonSql } from '../sql/trait-sql.js';
import type { ConditionKindDefinition } from './condition-kind.js';
import { readPath } from './read-path.js';

const parts = ['properties', 'context', 'traits'] as const;
type Part = (typeof parts)[number];

export const propertyCondition: ConditionKindDefinition<PropertyCondition> = {
  kind: 'property',
  label: 'Property',
  places: ['where'],
  leaf: true,
  read(input, field, reader) {
    reader.onlyFields(input, field, ['kind', 'property', 'in', ...comparisonFields]);
    const property = readPath(input, 'property', field, reader);
    const part = readPart(input.in, `${field}.in`, reader);
    const comparison = readComparison(input, field, 'property', reader);
    if (property === undefined || !comparison) return undefined;
    return { kind: 'property', property, ...(part && { in: part }), ...comparison };
  },
  children: () => [],
  evaluate(condition, _traces, scope) {
    const facts = scope.event?.[condition.in ?? 'properties'];
    return compare(condition, 'property', valuesAt(facts, segmentsOf(condition.property)), scope);
  },
  noteDependencies(condition, dependencies) {
    dependencies.eventPaths.add(`${condition.in ?? 'properties'}.${condition.property}`);
    noteReference(condition, dependencies);
  },
  sql(condition, _children, scope) {
    // In a list a property stands inside the `where` of an object, which has attributes and nothing else.
    if (scope.attributes === undefined || (condition.in ?? 'properties') !== 'properties') {
      throw new Error('a list knows no event');
    }
    return comparisonSql(condition, scope.attributes, segmentsOf(condition.property), scope);
  },
};

function readPart(value: unknown, field: string, reader: ConditionReader): Part | undefined {
  if (value === undefined) return undefined;
  const part = parts.find((one) => one === value);
  if (reader.subject === 'object' && part !== 'properties') {
    reader.fault(field, 'value_not_allowed', 'must be properties: an object has nothing else');
    return undefined;
  }
  if (!part) reader.fault(field, 'value_not_allowed', 'must be properties, context or traits');
  return part;
}
