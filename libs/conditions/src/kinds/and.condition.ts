import type { AndCondition } from '@rapport/contracts';
import { earliestChange, latestChange } from './change-moments.js';
import { type ConditionKindDefinition, everywhere } from './condition-kind.js';
import { readGroup } from './read-group.js';

export const andCondition: ConditionKindDefinition<AndCondition> = {
  kind: 'and',
  label: 'All of',
  places: everywhere,
  leaf: false,
  read(input, field, reader) {
    const conditions = readGroup(input, field, reader);
    return conditions && { kind: 'and', conditions };
  },
  children: ({ conditions }) => conditions,
  evaluate(_condition, children) {
    const failing = children.filter(({ result }) => !result);
    const result = failing.length === 0;
    // A true one becomes false with its first change; a false one stays so until every failing part has changed.
    const changesAt = result ? earliestChange(children) : latestChange(failing);
    return { result, kind: 'and', children, changesAt };
  },
  noteDependencies: () => undefined,
  sql: (_condition, children) => `(${children.join(' AND ')})`,
};
