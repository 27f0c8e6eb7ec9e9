import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import { dataQueries } from '../api/data-queries';
import { queries } from '../api/queries';
import type { Source } from '../api/types';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { HourBars } from '../ui/hour-bars';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { RejectedByCode } from './rejected-by-code';
import classes from './sources.module.css';

const shownHours = 24;

/** Does it send, how much, and how much of it is not taken. Every number leads to what it counts. */
export function SourceHealth({ source }: { source: Source }) {
  const stats = useQuery({
    ...queries.sourceStats({ sourceId: source.id, hours: shownHours }),
    refetchInterval: 5000,
  });
  const numbers = stats.data?.[0];
  const outcomes = useQuery({ ...dataQueries.sourceOutcomes(), refetchInterval: 15_000 });
  const repeats = outcomes.data?.find((one) => one.sourceId === source.id)?.last24Hours;
  const live = (outcome: 'accepted' | 'rejected', count: number, words: string): ReactNode => (
    <Link
      to="/events"
      search={{ sourceId: source.id, outcome }}
      className={classes.number}
      data-bad={outcome === 'rejected' && count > 0 ? 'true' : undefined}
    >
      {formatNumber(count)}
      <span className="visually-hidden"> {words}</span>
    </Link>
  );
  return (
    <Panel
      title={t('Health')}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Zap size={14} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/events" search={{ sourceId: source.id }} />}
        >
          {t('Live events')}
        </Button>
      }
    >
      {stats.error && !stats.data ? (
        <Failure error={stats.error} retry={() => void stats.refetch()} />
      ) : !stats.data ? (
        <Loading />
      ) : (
        <>
          <dl className={classes.numbers}>
            <Figure label={t('Last event')}>
              <small>
                <At value={numbers?.lastEventAt} ago />
              </small>
            </Figure>
            <Figure label={t('Per minute now')}>{formatNumber(numbers?.acceptedLastMinute ?? 0)}</Figure>
            <Figure label={t('Accepted, last hour')}>
              {live('accepted', numbers?.acceptedLastHour ?? 0, t('accepted, see them'))}
            </Figure>
            <Figure label={t('Rejected, last hour')}>
              {live('rejected', numbers?.rejectedLastHour ?? 0, t('rejected, see them'))}
            </Figure>
            <Figure label={t('Repeats, last 24 hours')}>{formatNumber(repeats?.duplicates ?? 0)}</Figure>
            <Figure label={t('Conflicts, last 24 hours')}>{formatNumber(repeats?.conflicts ?? 0)}</Figure>
          </dl>
          {(repeats?.conflicts ?? 0) > 0 && (
            <p className={classes.hint}>
              {t(
                'A conflict is a message id sent again with another body: the first was kept. Sender code that reuses ids is the usual cause.',
              )}
            </p>
          )}
          <RejectedByCode sourceId={source.id} />
          <HourBars
            hours={numbers?.hours ?? []}
            label={t('Events of the last {n} hours', { n: shownHours })}
          />
        </>
      )}
    </Panel>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
