import { Button } from '@mantine/core';
import { Send } from 'lucide-react';
import { sayEvent } from '../events/say-event';
import { useEventStream } from '../events/event-stream';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { PersonLink } from '../ui/links';
import classes from './waiting-for-events.module.css';

/** Listens while the page is open: the newest event replaces the waiting line within a second of its arrival. */
export function WaitingForEvents({ eventSeen, onSendTest }: { eventSeen: boolean; onSendTest: () => void }) {
  const { rows } = useEventStream({});
  const newest = rows.slice(0, 3);
  return (
    <div className={classes.panel}>
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
      <Button variant="default" leftSection={<Send size={16} aria-hidden />} onClick={onSendTest}>
        {t('Send a test event')}
      </Button>
    </div>
  );
}
