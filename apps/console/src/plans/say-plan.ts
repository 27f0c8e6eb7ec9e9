import type { PlanAction, PlanReactions, PlanRule, PlanViolationType } from '@rapport/contracts';
import { sayEvent } from '../events/say-event';
import { t } from '../intl/text';

/** Which rule it is; also its name in the address. */
export function ruleId(rule: Pick<PlanRule, 'type' | 'event' | 'version'>): string {
  return `${rule.type}/${rule.version}/${rule.event ?? ''}`;
}

export function sayRule(rule: Pick<PlanRule, 'type' | 'event' | 'version'>): string {
  if (rule.type === 'common') return t('Every event');
  return sayEvent(rule.type, rule.event ?? null);
}

export const violationWords: Record<PlanViolationType, string> = {
  unplanned_event: t('Event not in the plan'),
  unplanned_property: t('Property not in the plan'),
  missing_property: t('Required property missing'),
  wrong_type: t('Wrong type'),
  invalid_value: t('Value not allowed'),
  common: t('Breaks the rule for every event'),
};

export const actionWords: Record<PlanAction, string> = {
  allowed: t('Let in'),
  omitted: t('Left out'),
  blocked: t('Rejected'),
};

/** What each value of a reaction means, in the words of what happens to the event. */
export const reactionWords: {
  kind: keyof PlanReactions;
  label: string;
  values: { value: string; label: string }[];
}[] = [
  {
    kind: 'unplannedEvent',
    label: t('A track event that no rule names'),
    values: [
      { value: 'allow', label: t('Let it in, and count it') },
      { value: 'block', label: t('Reject it: it can be repaired and replayed') },
    ],
  },
  {
    kind: 'unplannedProperty',
    label: t('A property that its rule does not name'),
    values: [
      { value: 'allow', label: t('Let it in, and count it') },
      { value: 'omit', label: t('Take the property out, and let the rest in') },
    ],
  },
  {
    kind: 'invalidProperty',
    label: t('A property with a wrong type or value'),
    values: [
      { value: 'allow', label: t('Let it in, and count it') },
      { value: 'omit', label: t('Take the property out, and let the rest in') },
    ],
  },
  {
    kind: 'invalidEvent',
    label: t('An event with a missing or wrong property'),
    values: [
      { value: 'allow', label: t('Let it in, and count it') },
      { value: 'block', label: t('Reject the whole event: it can be repaired and replayed') },
    ],
  },
  {
    kind: 'common',
    label: t('An event that breaks the rule for every event'),
    values: [
      { value: 'allow', label: t('Let it in, and count it') },
      { value: 'omit', label: t('Take out what breaks it, and let the rest in') },
      { value: 'block', label: t('Reject the whole event: it can be repaired and replayed') },
    ],
  },
];
