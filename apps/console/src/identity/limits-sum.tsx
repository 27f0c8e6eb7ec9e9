import { Progress, Stack, Text } from '@mantine/core';
import type { IdentitySettings } from '../api/identity-types';
import { t } from '../intl/text';
import { limitsOfPerson, mostIdentifiers } from './domain/limits-of-person';
import classes from './identity.module.css';

/** What the limits add up to while they are edited, against what a person may hold at all. */
export function LimitsSum({ settings, fault }: { settings: IdentitySettings; fault: string | undefined }) {
  const sum = limitsOfPerson(settings);
  const isOver = sum > mostIdentifiers;
  return (
    <Stack gap={6} mb="md">
      <Progress
        value={Math.min(100, (sum / mostIdentifiers) * 100)}
        aria-label={t('Share of the identifiers that a person may hold')}
        {...(isOver ? { color: 'red.8' } : {})}
      />
      <Text size="sm" role="status" {...(isOver ? { c: 'var(--app-bad)' } : { c: 'dimmed' })}>
        {isOver
          ? t('The limits add up to {sum}: {over} more than the {most} that one person may hold.', {
              sum,
              over: sum - mostIdentifiers,
              most: mostIdentifiers,
            })
          : t('One person holds at most {sum} identifiers, of {most} that are allowed.', {
              sum,
              most: mostIdentifiers,
            })}
      </Text>
      {fault && !isOver && <Text className={classes.fault}>{fault}</Text>}
    </Stack>
  );
}
