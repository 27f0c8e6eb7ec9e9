import { Unlink } from 'lucide-react';
import type { Link } from '../../api/person-types';
import { t } from '../../intl/text';
import { PersonLink } from '../../ui/links';
import { useOpenEvent } from '../event/open-event';
import { sayApart } from '../say-link';
import type { EntryWords } from './entry-words';
import classes from './timeline.module.css';

/** Two identifiers that were named together and did not become one person. */
export function wordsOfLink(link: Link): EntryWords {
  const [anchor, other] = [link.anchor, link.identifier].map(({ type, value }) => `${type}:${value}`);
  return {
    icon: <Unlink size={15} aria-hidden />,
    tone: 'warn',
    title: <LinkTitle link={link} />,
    detail: (
      <>
        <span className={classes.line}>
          <PersonLink person={anchor ?? ''}>{anchor}</PersonLink> {t('and')}{' '}
          <PersonLink person={other ?? ''}>{other}</PersonLink>
        </span>
        <span>{t('Because {why}', { why: sayApart(link.verdict, link.limitType) })}</span>
      </>
    ),
  };
}

/** Opens the event that named both; a member's wish has none. */
function LinkTitle({ link: { anchor, sourceId, messageId, at } }: { link: Link }) {
  const openEvent = useOpenEvent();
  if (sourceId === null || messageId === null) return <>{t('Not merged')}</>;
  const person = `${anchor.type}:${anchor.value}`;
  return (
    <button
      type="button"
      className={classes.open}
      aria-haspopup="dialog"
      onClick={() => openEvent({ person, sourceId, messageId, at })}
    >
      {t('Named in one event, and kept apart')}
    </button>
  );
}
