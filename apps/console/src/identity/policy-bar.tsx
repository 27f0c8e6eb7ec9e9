import { Button, Text } from '@mantine/core';
import type { IdentitySettings } from '../api/identity-types';
import { t } from '../intl/text';
import { limitsOfPerson, mostIdentifiers } from './domain/limits-of-person';
import classes from './identity.module.css';

interface PolicyBarProps {
  settings: IdentitySettings;
  isDirty: boolean;
  isPreviewing: boolean;
  isApplying: boolean;
  onPreview: () => void;
  onApply: () => void;
  onDiscard: () => void;
}

/** Stays in sight while the rules are edited: the sum of the limits, and what to do with the changes. */
export function PolicyBar(props: PolicyBarProps) {
  const { settings, isDirty, isPreviewing, isApplying, onPreview, onApply, onDiscard } = props;
  const sum = limitsOfPerson(settings);
  const isOver = sum > mostIdentifiers;
  if (!isDirty) return null;
  return (
    <div className={classes.bar} role="group" aria-label={t('Unsaved changes')}>
      <Text size="sm" className={classes.barText}>
        {t('Unsaved changes')} ·{' '}
        <span {...(isOver ? { className: classes.over } : {})}>
          {t('{sum} of {most} identifiers per person', { sum, most: mostIdentifiers })}
        </span>
      </Text>
      <Button variant="subtle" color="gray" onClick={onDiscard}>
        {t('Discard')}
      </Button>
      <Button variant="default" loading={isPreviewing} disabled={isOver} onClick={onPreview}>
        {t('Preview')}
      </Button>
      <Button loading={isApplying} disabled={isOver} onClick={onApply}>
        {t('Apply…')}
      </Button>
    </div>
  );
}
