import { Button } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { ArrowUp, CirclePause, Clock, Unplug } from 'lucide-react';
import { useRef } from 'react';
import type { Profile } from '../../api/types';
import type { StreamState } from '../../events/follow-stream';
import { t } from '../../intl/text';
import { Panel } from '../../ui/panel';
import { Empty, Failure, Loading } from '../../ui/states';
import { StatusBadge } from '../../ui/status-badge';
import { TimelineEntry } from './timeline-entry';
import { TimelineFilters, useTimelineFilter } from './timeline-filters';
import classes from './timeline.module.css';
import { usePersonStream } from './use-person-stream';
import { useTimeline } from './use-timeline';

/** All that happened to a person, live. While somebody reads further down nothing moves; what came waits at the top. */
export function Timeline({ profile, onNews }: { profile: Profile; onNews: () => void }) {
  const [filter, setFilter] = useTimelineFilter();
  const timeline = useTimeline(profile.id, filter);
  const heading = useRef<HTMLHeadingElement>(null);
  const top = useIntersection();
  const held = top.entry !== null && !top.entry.isIntersecting && top.entry.boundingClientRect.top < 0;
  const look = () => {
    timeline.look();
    onNews();
  };
  const stream = usePersonStream(profile.identifiers, look, held);
  const toTop = () => {
    heading.current?.scrollIntoView({ block: 'center' });
    heading.current?.focus({ preventScroll: true });
  };
  return (
    <Panel title={t('Timeline')} headingRef={heading} aside={<LiveBadge state={stream.state} held={held} />}>
      <TimelineFilters filter={filter} onChange={setFilter} />
      <div ref={top.ref} />
      <div aria-live="polite" className={classes.news}>
        {stream.waits && (
          <Button size="compact-sm" leftSection={<ArrowUp size={14} aria-hidden />} onClick={toTop}>
            {t('Something new at the top')}
          </Button>
        )}
      </div>
      {timeline.error ? (
        <Failure error={timeline.error} retry={timeline.retry} />
      ) : !timeline.isRead ? (
        <Loading />
      ) : timeline.items.length === 0 ? (
        <Nothing filtered={filter.show !== 'all' || filter.event !== undefined} />
      ) : (
        <ol className={classes.timeline} aria-label={t('What happened, newest first')}>
          {timeline.items.map((item) => (
            <TimelineEntry
              key={item.id}
              item={item}
              ownIds={[profile.id, ...profile.mergedFrom]}
              personZone={profile.timeZone}
            />
          ))}
        </ol>
      )}
      {timeline.more && timeline.isRead && (
        <Button variant="default" mt="md" onClick={timeline.readOn} loading={timeline.isReadingOn}>
          {t('Show older')}
        </Button>
      )}
    </Panel>
  );
}

function Nothing({ filtered }: { filtered: boolean }) {
  return (
    <Empty icon={Clock} title={filtered ? t('Nothing like that') : t('Nothing here yet')}>
      {filtered
        ? t('Nothing of this kind happened to this person so far. Choose another filter to see more.')
        : t('Events, messages and journeys of this person appear here as they happen.')}
    </Empty>
  );
}

function LiveBadge({ state, held }: { state: StreamState; held: boolean }) {
  if (state === 'live') {
    return held ? (
      <StatusBadge tone="warn" icon={CirclePause}>
        {t('Held while you read')}
      </StatusBadge>
    ) : (
      <StatusBadge tone="good">{t('Live')}</StatusBadge>
    );
  }
  return (
    <StatusBadge tone="quiet" icon={Unplug}>
      {state === 'refused' ? t('Not live') : t('Connecting…')}
    </StatusBadge>
  );
}
