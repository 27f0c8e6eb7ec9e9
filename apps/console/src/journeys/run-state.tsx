import type { RunState } from '@rapport/contracts';
import { CircleCheck, CirclePlay, CircleX, LogOut } from 'lucide-react';
import type { Run } from '../api/types';
import { t } from '../intl/text';
import { StatusBadge } from '../ui/status-badge';

export function RunBadge({ state }: { state: RunState }) {
  switch (state) {
    case 'active':
      return (
        <StatusBadge tone="info" icon={CirclePlay}>
          {t('Inside')}
        </StatusBadge>
      );
    case 'completed':
      return (
        <StatusBadge tone="good" icon={CircleCheck}>
          {t('Completed')}
        </StatusBadge>
      );
    case 'exited':
      return (
        <StatusBadge tone="quiet" icon={LogOut}>
          {t('Exited')}
        </StatusBadge>
      );
    case 'failed':
      return (
        <StatusBadge tone="bad" icon={CircleX}>
          {t('Failed')}
        </StatusBadge>
      );
  }
}

const reasons: Record<string, string> = {
  exit_step: t('reached an exit step'),
  archived: t('the journey was archived'),
  merged: t('two profiles became one'),
  late: t('came too late after a pause'),
  loop_guard: t('went round too often'),
  step_failed: t('a step failed'),
  not_sent: t('a message could not be sent'),
};

export function sayExit(run: Pick<Run, 'exitReason'>): string {
  return run.exitReason ? (reasons[run.exitReason] ?? run.exitReason) : '–';
}
