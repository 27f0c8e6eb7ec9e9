import { Stack, Text } from '@mantine/core';
import type { ReplayReport } from '../api/letter-types';
import { sayRejection } from '../events/say-code';
import { formatNumber, t } from '../intl/text';
import classes from './rejected.module.css';

/** What a replay comes to, or came to; below, the first of those that stay. */
export function ReplaySheet({ report }: { report: ReplayReport }) {
  const { dryRun } = report;
  const lines: [n: number, words: string][] = [
    [report.passed, dryRun ? t('would go through the door now') : t('went through the door')],
    [
      report.handedOver,
      dryRun
        ? t('would go back to the consumer that failed on them')
        : t('went back to the consumer that failed on them'),
    ],
    [report.dropped, dryRun ? t('would be dropped by a transform') : t('were dropped by a transform')],
    [report.failed, dryRun ? t('would be rejected again') : t('were rejected again and stay open')],
    [report.notReplayable, t('cannot be replayed')],
    [report.notOpen, t('are no longer open')],
  ];
  const shown = lines.filter(([n]) => n > 0);
  return (
    <Stack gap="sm" role="status">
      <ul className={classes.report}>
        {shown.length === 0 && <li>{t('There was nothing to replay.')}</li>}
        {shown.map(([n, words]) => (
          <li key={words}>
            <strong>{formatNumber(n)}</strong> {words}
          </li>
        ))}
      </ul>
      {report.rows.length > 0 && (
        <div className={classes.remain} tabIndex={0} role="group" aria-label={t('Why they stay')}>
          <Text size="sm" fw={600}>
            {t('Why they stay')}
          </Text>
          <ul className={classes.report}>
            {report.rows.map((row) => (
              <li key={row.id}>
                <span>
                  {sayRejection(row.code)}
                  {row.field && <code> {row.field}</code>}: {row.message}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Stack>
  );
}
