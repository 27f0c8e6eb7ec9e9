import type { NotCondition } from '@rapport/contracts';
import { type ConditionKindDefinition, everywhere } from './condition-kind.js';

export const notCondition: ConditionKindDefinition<NotCondition> = {
  kind: 'not',
  label: 'Not',
  places: everywhere,
  leaf: false,
  read(input, field, reader) {
    reader.onlyFields(input, field, ['kind', 'condition']);
    if (input.condition === undefined) {
      reader.fault(`${field}.condition`, 'missing_field', 'is required');
      return undefined;
    }
    const condition = reader.child(input.condition, `${field}.condition`);
    return condition && { kind: 'not', condition };
  },
  children: ({ condition }) => [condition],
  evaluate(_condition, children) {
    const inner = children[0];
    return {
      result: inner?.result !== true,
      kind: 'not',
      children,
      changesAt: inner?.changesAt ?? null,
    };
  },
  noteDependencies: () => undefined,
  sql: (_condition, children) => `(NOT ${children.join('')})`,
};
