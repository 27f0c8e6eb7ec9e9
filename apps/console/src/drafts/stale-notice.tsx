import { Button, Group, Text } from '@mantine/core';
import { hasCode, problemOf } from '../api/problem';
import { t } from '../intl/text';
import { formatMoment } from '../intl/times';
import { FaultAlert } from '../ui/states';

interface StaleNoticeProps {
  error: unknown;
  onLoadTheirs: () => void;
  onOverwrite: () => void;
}

/** Somebody saved in between: says who and when, and leaves the choice to the person. */
export function StaleNotice({ error, onLoadTheirs, onOverwrite }: StaleNoticeProps) {
  if (!hasCode(error, 'stale_revision')) return null;
  const current = problemOf(error).current;
  const who = current
    ? t('{name} changed it at {time}.', {
        name: current.changedBy.name || current.changedBy.kind,
        time: formatMoment(current.changedAt, new Date()),
      })
    : t('It was changed meanwhile.');
  return (
    <FaultAlert
      title={t('Your changes are not saved')}
      message={
        <>
          <Text size="sm">{who}</Text>
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" variant="default" onClick={onLoadTheirs}>
              {t('Load their version')}
            </Button>
            <Button size="compact-sm" variant="default" onClick={onOverwrite}>
              {t('Overwrite with mine')}
            </Button>
          </Group>
        </>
      }
    />
  );
}
