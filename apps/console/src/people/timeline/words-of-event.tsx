import { FileText, Link2, Smartphone, Unlink, UserPen, Users, Zap } from 'lucide-react';
import type { ReactNode } from 'react';
import type { TimelineEvent } from '../../api/types';
import { sayEvent } from '../../events/say-event';
import { t } from '../../intl/text';
import { useOpenEvent } from '../event/open-event';
import { sayApart } from '../say-link';
import { sayValue } from '../say-value';
import type { EntryWords } from './entry-words';
import classes from './timeline.module.css';

const icons: Partial<Record<TimelineEvent['type'], ReactNode>> = {
  identify: <UserPen size={15} aria-hidden />,
  page: <FileText size={15} aria-hidden />,
  screen: <Smartphone size={15} aria-hidden />,
  group: <Users size={15} aria-hidden />,
  alias: <Link2 size={15} aria-hidden />,
};

const mostShown = 6;

export function wordsOfEvent(event: TimelineEvent, profileId: string): EntryWords {
  const pairs = Object.entries(event.properties ?? event.traits ?? {}).slice(0, mostShown);
  const said = pairs.map(([name, value]) => `${name}: ${sayValue(value)}`).join(' · ');
  return {
    icon: icons[event.type] ?? <Zap size={15} aria-hidden />,
    tone: 'quiet',
    title: <EventTitle event={event} profileId={profileId} />,
    detail: (said !== '' || event.refusedLinks.length > 0) && (
      <>
        {said}
        {event.refusedLinks.map(({ type, value, reason }) => (
          <span key={`${type}:${value}`} className={classes.refused}>
            <Unlink size={13} aria-hidden />
            {t('{identifier} stayed with somebody else: {why}', {
              identifier: `${type}:${value}`,
              why: sayApart(reason, null),
            })}
          </span>
        ))}
      </>
    ),
  };
}

function EventTitle({ event, profileId }: { event: TimelineEvent; profileId: string }) {
  const openEvent = useOpenEvent();
  return (
    <button
      type="button"
      className={classes.open}
      aria-haspopup="dialog"
      onClick={() => openEvent({ person: profileId, id: event.id })}
    >
      {sayEvent(event.type, event.name)}
    </button>
  );
}
