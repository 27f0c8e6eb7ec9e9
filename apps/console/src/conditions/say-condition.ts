import type { Condition, ConditionValue } from '@rapport/contracts';
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
  }
}

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
