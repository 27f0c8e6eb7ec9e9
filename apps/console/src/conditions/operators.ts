import type { Operator } from '@rapport/contracts';
import { t } from '../intl/text';

/** What a person types beside an operator decides how it becomes a literal (api.md 8.3). */
export type ValueShape = 'none' | 'text' | 'number' | 'texts' | 'numbers' | 'time' | 'duration';

export interface OperatorWords {
  op: Operator;
  label: string;
  shape: ValueShape;
}

export const operatorGroups: { group: string; operators: OperatorWords[] }[] = [
  {
    group: t('Any value'),
    operators: [
      { op: 'is', label: t('is'), shape: 'text' },
      { op: 'is_not', label: t('is not'), shape: 'text' },
      { op: 'is_any_of', label: t('is any of'), shape: 'texts' },
      { op: 'is_none_of', label: t('is none of'), shape: 'texts' },
      { op: 'is_set', label: t('has a value'), shape: 'none' },
      { op: 'is_not_set', label: t('has no value'), shape: 'none' },
    ],
  },
  {
    group: t('Text'),
    operators: [
      { op: 'contains', label: t('contains'), shape: 'text' },
      { op: 'does_not_contain', label: t('does not contain'), shape: 'text' },
      { op: 'starts_with', label: t('starts with'), shape: 'text' },
      { op: 'ends_with', label: t('ends with'), shape: 'text' },
      { op: 'matches', label: t('matches the pattern'), shape: 'text' },
    ],
  },
  {
    group: t('Number'),
    operators: [
      { op: 'at_least', label: t('is at least'), shape: 'number' },
      { op: 'at_most', label: t('is at most'), shape: 'number' },
      { op: 'greater_than', label: t('is greater than'), shape: 'number' },
      { op: 'less_than', label: t('is less than'), shape: 'number' },
      { op: 'between', label: t('is between'), shape: 'numbers' },
    ],
  },
  {
    group: t('Time'),
    operators: [
      { op: 'before', label: t('is before'), shape: 'time' },
      { op: 'after', label: t('is after'), shape: 'time' },
      { op: 'on', label: t('is on'), shape: 'time' },
      { op: 'within_last', label: t('is within the last'), shape: 'duration' },
      { op: 'within_next', label: t('is within the next'), shape: 'duration' },
    ],
  },
  {
    group: t('List'),
    operators: [
      { op: 'includes', label: t('includes'), shape: 'text' },
      { op: 'does_not_include', label: t('does not include'), shape: 'text' },
      { op: 'includes_any_of', label: t('includes any of'), shape: 'texts' },
      { op: 'includes_all_of', label: t('includes all of'), shape: 'texts' },
      { op: 'is_empty', label: t('is empty'), shape: 'none' },
      { op: 'is_not_empty', label: t('is not empty'), shape: 'none' },
    ],
  },
];

const all = new Map(operatorGroups.flatMap(({ operators }) => operators.map((words) => [words.op, words])));

export function operatorWords(op: Operator): OperatorWords {
  return all.get(op) ?? { op, label: op, shape: 'text' };
}
