import type { JsonValue, Scalar } from '@rapport/contracts';
import { equalsLiteral } from '../equality.js';
import { type OperatorDefinition, scalarsOf, timeless } from './operator.js';

function has(list: readonly JsonValue[], literal: Scalar, ignoreCase: boolean): boolean {
  return list.some((element) => equalsLiteral(element, literal, ignoreCase));
}

export const listOperatorDefinitions: OperatorDefinition[] = [
  {
    op: 'includes',
    label: 'includes',
    value: 'scalar',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) =>
      timeless(Array.isArray(actual) && scalarsOf(value).some((literal) => has(actual, literal, ignoreCase))),
  },
  {
    op: 'does_not_include',
    label: 'does not include',
    value: 'scalar',
    takesIgnoreCase: true,
    complementOf: 'includes',
  },
  {
    op: 'includes_any_of',
    label: 'includes any of',
    value: 'scalars',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) =>
      timeless(Array.isArray(actual) && scalarsOf(value).some((literal) => has(actual, literal, ignoreCase))),
  },
  {
    op: 'includes_all_of',
    label: 'includes all of',
    value: 'scalars',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) =>
      timeless(
        Array.isArray(actual) && scalarsOf(value).every((literal) => has(actual, literal, ignoreCase)),
      ),
  },
  {
    op: 'is_empty',
    label: 'is empty',
    value: 'none',
    test: (actual) => timeless(Array.isArray(actual) && actual.length === 0),
  },
  {
    op: 'is_not_empty',
    label: 'is not empty',
    value: 'none',
    test: (actual) => timeless(Array.isArray(actual) && actual.length > 0),
  },
];
