import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { personQueries } from '../../api/person-queries';
import type { HeldIdentifier, Link, Person } from '../../api/person-types';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { SourceName } from '../../ui/known-names';
import { PersonLink } from '../../ui/links';
import { MoreButton } from '../../ui/more-button';
import { Panel } from '../../ui/panel';
import { rowsOf } from '../../ui/rows';
import { Failure, Loading } from '../../ui/states';
import { useOpenEvent } from '../event/open-event';
import { isRefused, otherEnd, sayApart, sayType } from '../say-link';
import { Disclosure } from './disclosure';
import classes from './side.module.css';

/** By what the person is known, what ties it together, and what was kept apart. */
export function IdentifiersPanel({ person }: { person: Person }) {
  const identifiers = useInfiniteQuery(personQueries.identifiers(person.id));
  const links = useInfiniteQuery(personQueries.links(person.id));
  const refused = rowsOf(links.data).filter(isRefused);
  return (
    <Panel title={t('Identifiers')}>
      {identifiers.error && !identifiers.data ? (
        <Failure error={identifiers.error} retry={() => void identifiers.refetch()} />
      ) : !identifiers.data ? (
        <Loading />
      ) : (
        <ul className={classes.list}>
          {rowsOf(identifiers.data).map((one) => (
            <Disclosure key={`${one.type}:${one.value}`} summary={<Summary identifier={one} />}>
              <Evidence identifier={one} person={person} />
            </Disclosure>
          ))}
        </ul>
      )}
      <MoreButton query={identifiers} />
      {(refused.length > 0 || links.hasNextPage) && (
        <>
          <h3 className={classes.heading}>{t('Not joined')}</h3>
          <ul className={classes.list}>
            {refused.map((link) => (
              <Disclosure key={link.id} summary={<RefusedSummary link={link} />}>
                <Refusal link={link} person={person} />
              </Disclosure>
            ))}
          </ul>
          <MoreButton query={links} />
        </>
      )}
    </Panel>
  );
}

function Summary({ identifier }: { identifier: HeldIdentifier }) {
  return (
    <span className={classes.identifier}>
      <code>{identifier.value}</code>
      <span className={classes.kind}>{sayType(identifier.type)}</span>
    </span>
  );
}

/** Why this identifier is this person's. */
function Evidence({ identifier, person }: { identifier: HeldIdentifier; person: Person }) {
  const { link } = identifier;
  const zone = person.timeZone;
  return (
    <>
      {link === null ? (
        <p>{t('The oldest of them: the id of the person is made from it.')}</p>
      ) : (
        <p>
          <LinkWords link={link} end={identifier} />
          {': '}
          <At value={link.at} personZone={zone} />
          {link.sourceId && (
            <>
              {', '}
              <SourceName id={link.sourceId} />
            </>
          )}
        </p>
      )}
      <p>
        {t('Seen from')} <At value={identifier.firstSeenAt} personZone={zone} /> {t('to')}{' '}
        <At value={identifier.lastSeenAt} personZone={zone} />
      </p>
      <EventButton
        person={link ? nameOfEnd(link.anchor) : person.id}
        sourceId={link ? link.sourceId : identifier.sourceId}
        messageId={link ? link.messageId : identifier.messageId}
        at={link ? link.at : identifier.firstSeenAt}
      />
    </>
  );
}

/** What was said of this end and the other one. */
function LinkWords({ link, end }: { link: Link; end: { type: string; value: string } }) {
  const other = otherEnd(link, end);
  const named = <code>{`${other.type}:${other.value}`}</code>;
  switch (link.kind) {
    case 'operator':
      return (
        <>
          {t('{name} joined it with', { name: link.by?.name ?? t('Somebody') })} {named}
          {link.reason && ` (“${link.reason}”)`}
        </>
      );
    case 'alias_anonymous':
    case 'alias_user':
      return (
        <>
          {t('An alias call says it is the same as')} {named}
        </>
      );
    case 'event':
      return (
        <>
          {t('Named in one event with')} {named}
        </>
      );
  }
}

function RefusedSummary({ link }: { link: Link }) {
  const names = {
    type: sayType(link.identifier.type),
    other: `${sayType(link.anchor.type)} ${link.anchor.value}`,
  };
  return (
    <span className={classes.identifier}>
      <code>{link.identifier.value}</code>
      <span className={classes.kind}>
        {link.kind === 'operator'
          ? t('{type}, merged by hand with {other}', names)
          : t('{type}, named with {other}', names)}
      </span>
    </span>
  );
}

function Refusal({ link, person }: { link: Link; person: Person }) {
  const isOwn = person.identifiers.some(
    ({ type, value }) => type === link.anchor.type && value === link.anchor.value,
  );
  const other = nameOfEnd(isOwn ? link.identifier : link.anchor);
  return (
    <>
      <p>
        {t('They are two people, because {why}.', { why: sayApart(link.verdict, link.limitType) })}
        {link.reason && ` “${link.reason}”`}
      </p>
      <p>
        <At value={link.at} personZone={person.timeZone} />
        {link.sourceId && (
          <>
            {', '}
            <SourceName id={link.sourceId} />
          </>
        )}
        {' · '}
        <PersonLink person={other}>{t('Whose {identifier} is', { identifier: other })}</PersonLink>
      </p>
      <EventButton
        person={nameOfEnd(link.anchor)}
        sourceId={link.sourceId}
        messageId={link.messageId}
        at={link.at}
      />
    </>
  );
}

interface EventButtonProps {
  person: string;
  sourceId: string | null;
  messageId: string | null;
  at: string;
}

/** Absent where no event said so, but a member. */
function EventButton({ person, sourceId, messageId, at }: EventButtonProps) {
  const openEvent = useOpenEvent();
  if (sourceId === null || messageId === null) return null;
  return (
    <div className={classes.actions}>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => openEvent({ person, sourceId, messageId, at })}
      >
        {t('Open the event')}
      </Button>
    </div>
  );
}

function nameOfEnd({ type, value }: { type: string; value: string }): string {
  return `${type}:${value}`;
}
