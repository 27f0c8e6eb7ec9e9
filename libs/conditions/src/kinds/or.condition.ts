import type { OrCondition } from '@rapport/contracts';
import { earliestChange, latestChange } from './change-moments.js';
import { type ConditionKindDefinition, everywhere } from './condition-kind.js';
import { readGroup } from './read-group.js';

export const orCondition: ConditionKindDefinition<OrCondition> = {
  kind: 'or',
  label: 'Any of',
  places: everywhere,
  leaf: false,
  read(input, field, reader) {
    const conditions = readGroup(input, field, reader);
    return conditions && { kind: 'or', conditions };
  },
  children: ({ conditions }) => conditions,
  evaluate(_condition, children) {
    const holding = children.filter(({ result }) => result);
    const result = holding.length > 0;
    const changesAt = result ? latestChange(holding) : earliestChange(children);
    return { result, kind: 'or', children, changesAt };
  },
  noteDependencies: () => undefined,
  sql: (_condition, children) => `(${children.join(' OR ')})`,
};
