import { Ban, CircleX, Clock, FileUp } from 'lucide-react';
import type { Import, ImportKind, RowCounts } from '../api/import-types';
import { formatNumber, t } from '../intl/text';
import { StatusBadge } from '../ui/status-badge';
import classes from './imports.module.css';

export function sayKind(kind: ImportKind): string {
  return kind === 'profiles' ? t('People') : t('Events');
}

export function nameOf(one: Pick<Import, 'fileName' | 'kind'>): string {
  return (
    one.fileName ??
    (one.kind === 'profiles' ? t('People without a file name') : t('Events without a file name'))
  );
}

export function ImportBadge({ state }: { state: Import['state'] }) {
  switch (state) {
    case 'uploaded':
    case 'mapped':
      return (
        <StatusBadge tone="quiet" icon={FileUp}>
          {t('Not started')}
        </StatusBadge>
      );
    case 'running':
      return (
        <StatusBadge tone="info" icon={Clock}>
          {t('Running')}
        </StatusBadge>
      );
    case 'succeeded':
      return <StatusBadge tone="good">{t('Done')}</StatusBadge>;
    case 'failed':
      return (
        <StatusBadge tone="bad" icon={CircleX}>
          {t('Failed')}
        </StatusBadge>
      );
    case 'cancelled':
      return (
        <StatusBadge tone="warn" icon={Ban}>
          {t('Cancelled')}
        </StatusBadge>
      );
  }
}

/** What becomes, or became, of the rows. */
export function Counts({ counts, kind }: { counts: RowCounts; kind: ImportKind }) {
  const shown: [label: string, n: number, bad: boolean][] = [
    [kind === 'profiles' ? t('new people') : t('new events'), counts.new, false],
    ...(kind === 'profiles'
      ? ([[t('known, updated'), counts.updated, false]] as [string, number, boolean][])
      : []),
    ...(counts.skipped > 0
      ? ([[t('known, left alone'), counts.skipped, false]] as [string, number, boolean][])
      : []),
    ...(counts.duplicates > 0
      ? ([[t('imported before'), counts.duplicates, false]] as [string, number, boolean][])
      : []),
    [t('invalid'), counts.invalid, counts.invalid > 0],
  ];
  return (
    <dl className={classes.counts}>
      {shown.map(([label, n, bad]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd data-bad={bad ? 'true' : undefined}>{formatNumber(n)}</dd>
        </div>
      ))}
    </dl>
  );
}
