import { useQuery } from '@tanstack/react-query';
import type { MergeEffects } from '../../api/merge-types';
import { personQueries } from '../../api/person-queries';
import { t } from '../../intl/text';
import { JourneyName } from '../../ui/known-names';
import { RunLink } from '../../ui/links';
import { Failure, Loading } from '../../ui/states';
import { StatusBadge } from '../../ui/status-badge';
import classes from './merging.module.css';

/** What a merge would do to journeys that are under way and to messages that are not sent yet. */
export function MergeEffectsOf({ personId, otherId }: { personId: string; otherId: string }) {
  const effects = useQuery(personQueries.mergeEffects(personId, otherId));
  return (
    <div>
      <h3 className={classes.heading}>{t('Journeys and messages under way')}</h3>
      {effects.data ? (
        <Effects effects={effects.data} />
      ) : effects.error ? (
        <Failure error={effects.error} retry={() => void effects.refetch()} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

function Effects({ effects: { runs, messages } }: { effects: MergeEffects }) {
  if (runs.length + messages.length === 0) {
    return <p className={classes.quiet}>{t('None: neither is inside a journey or waits for a message.')}</p>;
  }
  return (
    <ul className={classes.rows}>
      {runs.map((run) => (
        <li key={run.runId} className={classes.row}>
          <RunLink id={run.runId}>{run.journeyName}</RunLink>
          {run.outcome === 'closed_merged' ? (
            <StatusBadge tone="warn">{t('Ends: the other run began earlier')}</StatusBadge>
          ) : (
            <span className={classes.quiet}>{sayMove(run.outcome)}</span>
          )}
        </li>
      ))}
      {messages.map((message) => (
        <li key={message.msgId} className={classes.row}>
          <span>
            {t('A message on {channel}', { channel: message.channel })}
            {message.journeyId && (
              <>
                {' '}
                {t('of')} <JourneyName id={message.journeyId} />
              </>
            )}
          </span>
          {message.outcome === 'cancelled_merged_duplicate' ? (
            <StatusBadge tone="warn">{t('Called off: it would go out twice')}</StatusBadge>
          ) : (
            <span className={classes.quiet}>{sayMove(message.outcome)}</span>
          )}
        </li>
      ))}
    </ul>
  );
}

function sayMove(outcome: 'moves' | 'stays'): string {
  return outcome === 'moves' ? t('moves along') : t('goes on');
}
