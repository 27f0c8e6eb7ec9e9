import type { Condition, ConditionValue, CountTest, ObjectCondition } from '@rapport/contracts';
import { sayDuration } from '../intl/durations';
import { t } from '../intl/text';
import { operatorWords } from './operators';

/** One sentence for a condition, as it is read aloud. */
export function sayCondition(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
      return condition.conditions.map(sayNested).join(t(' and '));
    case 'or':
      return condition.conditions.map(sayNested).join(t(' or '));
    case 'not':
      return t('not ({what})', { what: sayCondition(condition.condition) });
    case 'trait':
      return sayLeaf(condition.trait, condition);
    case 'context':
      return sayLeaf(condition.path, condition);
    case 'property':
      return sayLeaf(condition.property, condition);
    case 'group_trait':
      return t('a group’s {what}', { what: sayLeaf(condition.trait, condition) });
    case 'object':
      return sayObject(condition);
  }
}

function sayObject({ objectType, where, count }: ObjectCondition): string {
  const what = { count: sayCount(count), type: objectType || '…' };
  return where
    ? t('they have {count} of type {type} where {where}', { ...what, where: sayCondition(where) })
    : t('they have {count} of type {type}', what);
}

function sayCount(count: CountTest | undefined): string {
  const { op, value } = count ?? { op: 'at_least', value: 1 };
  const [first, last] = typeof value === 'number' ? [value, value] : value;
  return countWords[op](first, last);
}

const countWords: Record<CountTest['op'], (first: number, last: number) => string> = {
  at_least: (n) => t('at least {n}', { n }),
  at_most: (n) => t('at most {n}', { n }),
  exactly: (n) => (n === 0 ? t('none') : t('exactly {n}', { n })),
  greater_than: (n) => t('more than {n}', { n }),
  less_than: (n) => t('fewer than {n}', { n }),
  between: (n, last) => t('between {n} and {last}', { n, last }),
};

function sayNested(condition: Condition): string {
  return condition.kind === 'and' || condition.kind === 'or'
    ? `(${sayCondition(condition)})`
    : sayCondition(condition);
}

function sayLeaf(
  name: string,
  leaf: { op: Parameters<typeof operatorWords>[0]; value?: ConditionValue },
): string {
  const words = operatorWords(leaf.op);
  const subject = name || '…';
  if (words.shape === 'none') return `${subject} ${words.label}`;
  return `${subject} ${words.label} ${sayValue(leaf.value, words.shape === 'duration')}`;
}

function sayValue(value: ConditionValue | undefined, duration: boolean): string {
  if (value === undefined || value === '') return '…';
  if (Array.isArray(value)) return value.map((one) => String(one)).join(', ');
  if (typeof value === 'object') return 'ref' in value ? value.ref : t('now {shift}', { shift: value.now });
  return duration ? sayDuration(String(value)) : String(value);
}
