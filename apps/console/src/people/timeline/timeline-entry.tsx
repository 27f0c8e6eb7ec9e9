import { Mail } from 'lucide-react';
import { memo } from 'react';
import type { Message } from '../../api/types';
import { t } from '../../intl/text';
import { MessageBadge } from '../../messages/message-badge';
import { sayReason } from '../../messages/message-state';
import { At } from '../../ui/at';
import { MessageLink } from '../../ui/links';
import type { EntryWords } from './entry-words';
import type { TimelineItem } from './item';
import classes from './timeline.module.css';
import { wordsOfChange } from './words-of-change';
import { wordsOfEvent } from './words-of-event';
import { wordsOfLink } from './words-of-link';
import { wordsOfStep } from './words-of-step';

interface TimelineEntryProps {
  item: TimelineItem;
  /** The person's id, and those that answer with it. */
  ownIds: readonly string[];
  personZone: string | null;
}

export const TimelineEntry = memo(function TimelineEntry({ item, ownIds, personZone }: TimelineEntryProps) {
  const { icon, tone, title, detail } = wordsOf(item, ownIds);
  return (
    <li className={classes.item}>
      <span className={classes.icon} data-tone={tone}>
        {icon}
      </span>
      <div className={classes.words}>
        <div className={classes.head}>
          <span className={classes.title}>{title}</span>
          <span className={classes.when}>
            <At value={item.at} personZone={personZone} />
          </span>
        </div>
        {detail && <div className={classes.detail}>{detail}</div>}
      </div>
    </li>
  );
}, isSame);

/** Every look makes new items of the same things. */
function isSame(before: TimelineEntryProps, after: TimelineEntryProps): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function wordsOf(item: TimelineItem, ownIds: readonly string[]): EntryWords {
  switch (item.kind) {
    case 'event':
      return wordsOfEvent(item.event, ownIds[0] ?? '');
    case 'message':
      return wordsOfMessage(item.message);
    case 'identity':
      return wordsOfChange(item.change, ownIds);
    case 'link':
      return wordsOfLink(item.link);
    case 'step':
      return wordsOfStep(item.step);
  }
}

function wordsOfMessage(message: Message): EntryWords {
  return {
    icon: <Mail size={15} aria-hidden />,
    tone: 'info',
    title: <MessageLink id={message.id}>{message.subject ?? t('Message')}</MessageLink>,
    detail: (
      <>
        <MessageBadge state={message.state} /> {message.reason ? sayReason(message.reason) : message.address}
      </>
    ),
  };
}
