import { Button, SegmentedControl } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Clock, FileText, LogIn, Mail, UserPen, Zap } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { queries } from '../api/queries';
import type { Profile } from '../api/types';
import { sayEvent } from '../events/say-event';
import { t } from '../intl/text';
import { MessageBadge } from '../messages/message-badge';
import { sayReason } from '../messages/message-state';
import { At } from '../ui/at';
import { JourneyName } from '../ui/known-names';
import { MessageLink, RunLink } from '../ui/links';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { mergeTimeline, type Stream, type TimelineItem } from './merge-timeline';
import classes from './timeline.module.css';

type Show = 'all' | 'event' | 'message' | 'run';

export function Timeline({ profile }: { profile: Profile }) {
  const [show, setShow] = useState<Show>('all');
  const live = { refetchInterval: 4000 };
  const events = useInfiniteQuery({ ...queries.profileEvents(profile.id), ...live });
  const messages = useInfiniteQuery({ ...queries.profileMessages(profile.id), ...live });
  const runs = useInfiniteQuery({ ...queries.profileRuns(profile.id), ...live });
  const lists = [events, messages, runs];
  const failed = lists.find((list) => list.error && !list.data);
  const streams: Stream[] = [
    {
      items: rowsOf(events.data).map((event) => ({
        kind: 'event',
        at: event.timestamp,
        id: `e-${event.sourceId}-${event.messageId}`,
        event,
      })),
      more: events.hasNextPage,
    },
    {
      items: rowsOf(messages.data).map((message) => ({
        kind: 'message',
        at: message.plannedAt,
        id: message.id,
        message,
      })),
      more: messages.hasNextPage,
    },
    {
      items: rowsOf(runs.data).map((run) => ({ kind: 'run', at: run.enteredAt, id: run.id, run })),
      more: runs.hasNextPage,
    },
  ];
  const items = mergeTimeline(streams).filter((item) => show === 'all' || item.kind === show);
  const older = () => lists.forEach((list) => list.hasNextPage && void list.fetchNextPage());
  return (
    <Panel
      title={t('Timeline')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('What to show')}
          value={show}
          onChange={(value) => setShow(value)}
          data={[
            { value: 'all', label: t('Everything') },
            { value: 'event', label: t('Events') },
            { value: 'message', label: t('Messages') },
            { value: 'run', label: t('Journeys') },
          ]}
        />
      }
    >
      {failed ? (
        <Failure error={failed.error} retry={() => void failed.refetch()} />
      ) : lists.some((list) => !list.data) ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty icon={Clock} title={t('Nothing here yet')}>
          {t('Events, messages and journeys of this person appear here as they happen.')}
        </Empty>
      ) : (
        <ol className={classes.timeline}>
          {items.map((item) => (
            <Item key={item.id} item={item} personZone={profile.timeZone} />
          ))}
        </ol>
      )}
      {lists.some((list) => list.hasNextPage) && (
        <Button
          variant="default"
          mt="md"
          onClick={older}
          loading={lists.some((list) => list.isFetchingNextPage)}
        >
          {t('Show older')}
        </Button>
      )}
    </Panel>
  );
}

function Item({ item, personZone }: { item: TimelineItem; personZone: string | null }) {
  const { icon, tone, title, detail } = describe(item);
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
}

function describe(item: TimelineItem): {
  icon: ReactNode;
  tone: string;
  title: ReactNode;
  detail: ReactNode;
} {
  switch (item.kind) {
    case 'event': {
      const { type, name, properties } = item.event;
      const icons: Partial<Record<typeof type, ReactNode>> = {
        identify: <UserPen size={15} aria-hidden />,
        page: <FileText size={15} aria-hidden />,
      };
      return {
        icon: icons[type] ?? <Zap size={15} aria-hidden />,
        tone: 'quiet',
        title: sayEvent(type, name),
        detail: sayProperties(properties),
      };
    }
    case 'message': {
      const { message } = item;
      return {
        icon: <Mail size={15} aria-hidden />,
        tone: 'info',
        title: <MessageLink id={message.id}>{message.subject ?? t('Message')}</MessageLink>,
        detail: (
          <>
            <MessageBadge state={message.state} />{' '}
            {message.reason ? sayReason(message.reason) : message.address}
          </>
        ),
      };
    }
    case 'run': {
      const { run } = item;
      const ended =
        run.state === 'active'
          ? t('still inside')
          : run.state === 'completed'
            ? t('completed')
            : t('left: {why}', { why: run.exitReason ?? run.state });
      return {
        icon: <LogIn size={15} aria-hidden />,
        tone: 'good',
        title: (
          <>
            {t('Entered')} <JourneyName id={run.journeyId} />
          </>
        ),
        detail: (
          <>
            {t('Version {n}, {ended}', { n: run.version, ended })}{' '}
            <RunLink id={run.id}>{t('See the path')}</RunLink>
          </>
        ),
      };
    }
  }
}

function sayProperties(properties: Record<string, unknown> | null): string | null {
  const pairs = Object.entries(properties ?? {}).slice(0, 6);
  if (pairs.length === 0) return null;
  return pairs
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
