import type { Condition } from '@rapport/contracts';

/** How the editor sees a condition: always a group with rows. `none` stands for not(any of). */
export type GroupMode = 'all' | 'any' | 'none';
export interface Group {
  mode: GroupMode;
  rows: Condition[];
}

export function groupOf(condition: Condition | undefined): Group {
  if (!condition) return { mode: 'all', rows: [] };
  switch (condition.kind) {
    case 'and':
      return { mode: 'all', rows: condition.conditions };
    case 'or':
      return { mode: 'any', rows: condition.conditions };
    case 'not':
      return {
        mode: 'none',
        rows: condition.condition.kind === 'or' ? condition.condition.conditions : [condition.condition],
      };
    case 'trait':
    case 'context':
    case 'property':
    case 'group_trait':
    case 'object':
      return { mode: 'all', rows: [condition] };
  }
}

/** The smallest tree that says the same: one row needs no group, no rows are no condition. */
export function conditionOf({ mode, rows }: Group): Condition | undefined {
  const [only] = rows;
  if (!only) return undefined;
  switch (mode) {
    case 'all':
      return rows.length === 1 && !isGroup(only) ? only : { kind: 'and', conditions: rows };
    case 'any':
      return { kind: 'or', conditions: rows };
    case 'none':
      return { kind: 'not', condition: rows.length === 1 ? only : { kind: 'or', conditions: rows } };
  }
}

export function isGroup(condition: Condition): boolean {
  return condition.kind === 'and' || condition.kind === 'or' || condition.kind === 'not';
}
