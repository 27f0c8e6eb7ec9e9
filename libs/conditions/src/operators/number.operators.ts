import { numberOf } from '../equality.js';
import { type OperatorDefinition, scalarsOf, timeless } from './operator.js';

function numberOperator(
  op: OperatorDefinition['op'],
  label: string,
  holds: (stored: number, literal: number) => boolean,
): OperatorDefinition {
  return {
    op,
    label,
    value: 'number',
    test: (actual, value) => {
      const stored = numberOf(actual);
      const literal = numberOf(scalarsOf(value)[0]);
      return timeless(stored !== undefined && literal !== undefined && holds(stored, literal));
    },
  };
}

export const numberOperatorDefinitions: OperatorDefinition[] = [
  numberOperator('less_than', 'is less than', (stored, literal) => stored < literal),
  numberOperator('at_most', 'is at most', (stored, literal) => stored <= literal),
  numberOperator('greater_than', 'is greater than', (stored, literal) => stored > literal),
  numberOperator('at_least', 'is at least', (stored, literal) => stored >= literal),
  {
    op: 'between',
    label: 'is between',
    value: 'number_pair',
    test: (actual, value) => {
      const stored = numberOf(actual);
      const [low, high] = scalarsOf(value).map(numberOf);
      if (stored === undefined || low === undefined || high === undefined) return timeless(false);
      return timeless(low <= stored && stored <= high);
    },
  },
];
