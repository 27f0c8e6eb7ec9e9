import { equalsLiteral } from '../equality.js';
import { type OperatorDefinition, scalarsOf, timeless } from './operator.js';

export const generalOperatorDefinitions: OperatorDefinition[] = [
  {
    op: 'is',
    label: 'is',
    value: 'scalar',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) =>
      timeless(scalarsOf(value).some((literal) => equalsLiteral(actual, literal, ignoreCase))),
  },
  { op: 'is_not', label: 'is not', value: 'scalar', takesIgnoreCase: true, complementOf: 'is' },
  {
    op: 'is_any_of',
    label: 'is any of',
    value: 'scalars',
    takesIgnoreCase: true,
    test: (actual, value, { ignoreCase }) =>
      timeless(scalarsOf(value).some((literal) => equalsLiteral(actual, literal, ignoreCase))),
  },
  {
    op: 'is_none_of',
    label: 'is none of',
    value: 'scalars',
    takesIgnoreCase: true,
    complementOf: 'is_any_of',
  },
  { op: 'is_set', label: 'is set', value: 'none', test: () => timeless(true) },
  { op: 'is_not_set', label: 'is not set', value: 'none', complementOf: 'is_set' },
];
