import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './links.module.css';

type Children = { children: ReactNode };

/** `prf_…` or `type:value`. */
export function PersonLink({ person, children }: Children & { person: string }) {
  return (
    <Link to="/people/$ref" params={{ ref: person }} className={classes.link}>
      {children}
    </Link>
  );
}

/** `grp_…` or `group_id:…`. */
export function GroupLink({ group, children }: Children & { group: string }) {
  return (
    <Link to="/groups/$ref" params={{ ref: group }} className={classes.link}>
      {children}
    </Link>
  );
}

export function ObjectLink({ type, objectKey, children }: Children & { type: string; objectKey: string }) {
  return (
    <Link to="/objects/$type/$key" params={{ type, key: objectKey }} className={classes.link}>
      {children}
    </Link>
  );
}

export function ObjectTypeLink({ type, children }: Children & { type: string }) {
  return (
    <Link to="/objects/$type" params={{ type }} className={classes.link}>
      {children}
    </Link>
  );
}

export function JourneyLink({ id, children }: Children & { id: string }) {
  return (
    <Link to="/journeys/$journeyId" params={{ journeyId: id }} className={classes.link}>
      {children}
    </Link>
  );
}

export function TemplateLink({ id, children }: Children & { id: string }) {
  return (
    <Link to="/templates/$templateId" params={{ templateId: id }} className={classes.link}>
      {children}
    </Link>
  );
}

export function MessageLink({ id, children }: Children & { id: string }) {
  return (
    <Link to="/messages/$messageId" params={{ messageId: id }} className={classes.link}>
      {children}
    </Link>
  );
}

export function RunLink({ id, children }: Children & { id: string }) {
  return (
    <Link to="/runs/$runId" params={{ runId: id }} className={classes.link}>
      {children}
    </Link>
  );
}

export function SourceLink({ id, children }: Children & { id: string }) {
  return (
    <Link to="/sources/$sourceId" params={{ sourceId: id }} className={classes.link}>
      {children}
    </Link>
  );
}

export function MailboxLink({
  recipient,
  msgId,
  children,
}: Children & { recipient?: string; msgId?: string }) {
  const search = { ...(recipient ? { recipient } : {}), ...(msgId ? { msgId } : {}) };
  return (
    <Link to="/mailbox" search={search} className={classes.link}>
      {children}
    </Link>
  );
}
