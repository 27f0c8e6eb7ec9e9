import type { Comparison, Scalar } from '@rapport/contracts';
import { numberOf } from '../../equality.js';
import type { SqlParameters, SqlScope, SqlTest } from '../sql-scope.js';
import { equalsAny } from './equality.sql.js';
import { includesAllOf, includesAnyOf, listTest } from './list.sql.js';
import { type Limits, numberTest } from './number.sql.js';
import { matchesTest, textHolds, textTest } from './text.sql.js';
import { timeTest } from './time.sql.js';

/** The test of a positive operator, its values placed once, however often it is used. */
export function testOf(comparison: Comparison, scope: SqlScope): SqlTest {
  const { op, ignoreCase = false } = comparison;
  const { parameters } = scope;
  const literals = scalars(comparison);
  switch (op) {
    case 'is':
    case 'is_any_of':
      return equalsAny(literals, ignoreCase, parameters);
    case 'is_set':
      return (value) => `COALESCE(jsonb_typeof(${value}) <> 'null', false)`;
    case 'contains':
    case 'starts_with':
    case 'ends_with':
      return textTest(textHolds[op], literals[0], ignoreCase, parameters);
    case 'matches':
      return matchesTest(String(literals[0]), ignoreCase, parameters);
    case 'includes':
    case 'includes_any_of':
      return includesAnyOf(literals, ignoreCase, parameters);
    case 'includes_all_of':
      return includesAllOf(literals, ignoreCase, parameters);
    case 'is_empty':
      return listTest((list) => `jsonb_array_length(${list}) = 0`);
    case 'is_not_empty':
      return listTest((list) => `jsonb_array_length(${list}) > 0`);
    case 'before':
    case 'after':
    case 'on':
    case 'within_last':
    case 'within_next':
      return timeTest(comparison, scope);
    default:
      return ordered(op, literals, parameters);
  }
}

const signs = { less_than: '<', at_most: '<=', greater_than: '>', at_least: '>=' } as const;

function ordered(op: Comparison['op'], literals: readonly Scalar[], parameters: SqlParameters): SqlTest {
  const [first, second] = literals.map(numberOf);
  if (op === 'between') return between(first, second, parameters);
  if (!(op in signs)) throw new Error(`${op} is no positive operator`);
  if (first === undefined) return () => 'false';
  return numberTest([{ sign: signs[op as keyof typeof signs], limit: first }], parameters);
}

function between(low: number | undefined, high: number | undefined, parameters: SqlParameters): SqlTest {
  if (low === undefined || high === undefined) return () => 'false';
  const limits: Limits = [
    { sign: '>=', limit: low },
    { sign: '<=', limit: high },
  ];
  return numberTest(limits, parameters);
}

function scalars({ value }: Comparison): Scalar[] {
  if (Array.isArray(value)) return value;
  return value === undefined || typeof value === 'object' ? [] : [value];
}
