import type { CountTest, ObjectCondition } from '@rapport/contracts';
import { countFits, readCount } from '../count.js';
import type { ConditionReader, JsonRecord } from '../reader.js';
import { countSql } from '../sql/count-sql.js';
import type { EvaluationScope, ObjectFacts } from '../trace.js';
import { earliestChange } from './change-moments.js';
import { type ConditionKindDefinition, mostEvidence } from './condition-kind.js';

const atLeastOne: CountTest = { op: 'at_least', value: 1 };
/** What a key of an object type may be. */
const typePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

export const objectCondition: ConditionKindDefinition<ObjectCondition> = {
  kind: 'object',
  label: 'Related object',
  places: ['journey', 'entry_filter', 'list'],
  leaf: true,
  read(input, field, reader) {
    reader.onlyFields(input, field, ['kind', 'objectType', 'where', 'count']);
    const objectType = readType(input, field, reader);
    const where = input.where === undefined ? null : reader.objectWhere(input.where, `${field}.where`);
    const count = input.count === undefined ? null : readCount(input.count, `${field}.count`, reader);
    if (objectType === undefined || where === undefined || count === undefined) return undefined;
    return { kind: 'object', objectType, ...(where && { where }), ...(count && { count }) };
  },
  children: () => [],
  evaluate({ objectType, where, count = atLeastOne }, _traces, scope, inner) {
    const objects = scope.relations.objects.get(objectType) ?? [];
    const traces = where && objects.map((object) => inner(where, scopeOf(object, scope)));
    const fitting = traces ? objects.filter((_, index) => traces[index]?.result) : objects;
    return {
      result: countFits(count, fitting.length),
      kind: 'object',
      actual: { count: fitting.length },
      ...(fitting.length > 0 && { evidence: fitting.slice(0, mostEvidence).map(({ key }) => key) }),
      // No count changes before the first of them does.
      changesAt: traces ? earliestChange(traces) : null,
    };
  },
  noteDependencies({ objectType, where }, dependencies, inner) {
    const attributes = dependencies.objects.get(objectType) ?? new Set();
    dependencies.objects.set(objectType, attributes);
    if (!where) return;
    const { eventPaths, contextPaths } = inner(where);
    // To a `property`, the object stands where the event does elsewhere.
    for (const path of eventPaths) attributes.add(path.slice('properties.'.length));
    for (const path of contextPaths) dependencies.contextPaths.add(path);
  },
  sql({ objectType, where, count = atLeastOne }, _children, scope, inner) {
    const { parameters, dialect } = scope;
    const object = parameters.alias();
    const type = parameters.place(objectType, 'text');
    const holds = where ? inner(where, { ...scope, attributes: `${object}.attributes` }) : 'true';
    return countSql(count, `SELECT ${holds} FROM ${dialect.objects(object, type)}`, parameters);
  },
};

function scopeOf({ attributes }: ObjectFacts, scope: EvaluationScope): EvaluationScope {
  return { ...scope, event: { properties: attributes, context: {}, traits: {} } };
}

function readType({ objectType }: JsonRecord, field: string, reader: ConditionReader): string | undefined {
  const at = `${field}.objectType`;
  if (objectType === undefined) reader.fault(at, 'missing_field', 'is required');
  else if (typeof objectType !== 'string') reader.fault(at, 'value_type', 'must be a string');
  else if (!typePattern.test(objectType)) reader.fault(at, 'bad_path', 'must be the key of an object type');
  else if (!reader.knowsObjectType(objectType))
    reader.fault(at, 'unknown_ref', 'is no object type of this workspace');
  else return objectType;
  return undefined;
}
