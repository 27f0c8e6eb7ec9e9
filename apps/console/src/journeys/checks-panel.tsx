import type { Problem } from '@rapport/contracts';
import { Text } from '@mantine/core';
import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import { ProblemList } from '../drafts/problem-list';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { StatusBadge } from '../ui/status-badge';
import { useJourneyEditing } from './editor-context';
import { triggerKey } from './trigger-card';

/** Each line jumps to its step. */
export function ChecksPanel({ problems, dirty }: { problems: readonly Problem[]; dirty: boolean }) {
  const { setOpen, setFocusKey } = useJourneyEditing();
  const jump = (problem: Problem) => {
    const key = problem.step ?? triggerKey;
    setOpen(key);
    setFocusKey(key);
  };
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return (
    <Panel title={t('Checks')} aside={<Verdict errors={errors} warnings={problems.length - errors} />}>
      {problems.length > 0 ? (
        <ProblemList problems={problems} onJump={jump} />
      ) : (
        <Text size="sm" c="dimmed">
          {dirty ? t('Checked again when you save.') : t('Nothing stops it from being published.')}
        </Text>
      )}
    </Panel>
  );
}

function Verdict({ errors, warnings }: { errors: number; warnings: number }) {
  if (errors > 0) {
    return (
      <StatusBadge tone="bad" icon={CircleX}>
        {t('{n, plural, one {# error} other {# errors}}', { n: errors })}
      </StatusBadge>
    );
  }
  if (warnings > 0) {
    return (
      <StatusBadge tone="warn" icon={TriangleAlert}>
        {t('{n, plural, one {# warning} other {# warnings}}', { n: warnings })}
      </StatusBadge>
    );
  }
  return (
    <StatusBadge tone="good" icon={CircleCheck}>
      {t('All good')}
    </StatusBadge>
  );
}
