import type { ReactNode } from 'react';
import type { Query } from '../api/request';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { PersonLink } from '../ui/links';
import { useEventStream } from './event-stream';
import { sayEvent } from './say-event';
import classes from './waiting-for-events.module.css';

interface WaitingForEventsProps {
  filters?: Query;
  eventSeen: boolean;
  action: ReactNode;
}

const everything: Query = {};

/** Listens while the page is open: the newest event replaces the waiting line within a second of its arrival. */
export function WaitingForEvents({ filters = everything, eventSeen, action }: WaitingForEventsProps) {
  const { rows } = useEventStream(filters);
  const newest = rows.flatMap((row) => (row.kind === 'event' ? [row.event] : [])).slice(0, 3);
  return (
    <div className={classes.panel} data-seen={newest.length > 0 ? 'true' : undefined}>
      <div className={classes.words} aria-live="polite">
        {newest.length === 0 ? (
          <span className={classes.line}>
            <span className={classes.pulse} aria-hidden />
            {eventSeen ? t('Listening for the next event…') : t('Waiting for the first event…')}
          </span>
        ) : (
          newest.map((event) => (
            <span key={event.id} className={classes.line}>
              <span className={classes.dot} data-outcome={event.outcome} aria-hidden />
              <strong>{sayEvent(event.type, event.name)}</strong>
              {event.outcome === 'rejected' && (
                <span>{t('rejected: {code}', { code: event.code ?? '' })}</span>
              )}
              {event.person && event.outcome === 'accepted' && (
                <PersonLink person={event.person}>{event.person}</PersonLink>
              )}
              <span className={classes.when}>
                <At value={event.receivedAt} ago />
              </span>
            </span>
          ))
        )}
      </div>
      {action}
    </div>
  );
}
