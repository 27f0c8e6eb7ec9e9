import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { CirclePause, Pause, Play, Radio, Send, Trash2, Unplug } from 'lucide-react';
import { useState } from 'react';
import type { LiveEvent } from '../api/event-types';
import { queries } from '../api/queries';
import type { Query } from '../api/request';
import { t } from '../intl/text';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty, Failure } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { EventDrawer } from './event-drawer';
import { EventRows } from './event-rows';
import { useEventStream, type EventStream } from './event-stream';
import { StreamFilters } from './stream-filters';
import { TestEventModal } from './test-event-modal';

/** The door takes so many identifiers of one person (api.md 6.3). */
const mostIdentifiers = 20;

export function LiveEventsPage() {
  const filters = useSearch({ from: '/events' });
  const [paused, setPaused] = useState(false);
  const [shown, setShown] = useState<LiveEvent | null>(null);
  const [testing, setTesting] = useState(false);
  const stream = useEventStream(useDoorFilters(filters), paused);
  const filtered = Object.keys(filters).length > 0;
  return (
    <Page
      title={t('Live events')}
      subtitle={t('What arrives at the door, within a second: accepted, and rejected with the reason.')}
      badges={<StreamBadge stream={stream} paused={paused} />}
      actions={
        <>
          <Button
            variant="default"
            leftSection={paused ? <Play size={16} aria-hidden /> : <Pause size={16} aria-hidden />}
            onClick={() => setPaused((before) => !before)}
          >
            {paused ? t('Go on') : t('Pause')}
          </Button>
          <Button variant="default" leftSection={<Trash2 size={16} aria-hidden />} onClick={stream.clear}>
            {t('Clear view')}
          </Button>
          <Button leftSection={<Send size={16} aria-hidden />} onClick={() => setTesting(true)}>
            {t('Send a test event')}
          </Button>
        </>
      }
    >
      <StreamFilters />
      {paused && (
        <p role="status" className="visually-hidden">
          {t('Paused. Nothing is lost: going on shows all that came meanwhile.')}
        </p>
      )}
      <Panel flush>
        {stream.state === 'refused' ? (
          <Failure error={stream.error} />
        ) : stream.rows.length === 0 ? (
          <Empty icon={Radio} title={filtered ? t('Nothing matches yet') : t('Waiting for the first event')}>
            {filtered
              ? t('Events that fit these filters appear here as they arrive. Loosen the filters to see more.')
              : t('Paste the snippet of a source into your product, or send a test event.')}
          </Empty>
        ) : (
          <EventRows rows={stream.rows} onOpen={setShown} />
        )}
      </Panel>
      <EventDrawer event={shown} onClose={() => setShown(null)} />
      <TestEventModal opened={testing} onClose={() => setTesting(false)} />
    </Page>
  );
}

/** The door knows no people: one given by id is looked for by their identifiers. */
function useDoorFilters(filters: Record<string, string>): Query {
  const id = filters['person']?.startsWith('prf_') ? filters['person'] : null;
  const profile = useQuery({ ...queries.profile(id ?? ''), enabled: id !== null, staleTime: 30_000 });
  if (id === null || !profile.data) return filters;
  return {
    ...filters,
    person: profile.data.identifiers.slice(0, mostIdentifiers).map(({ type, value }) => `${type}:${value}`),
  };
}

function StreamBadge({ stream, paused }: { stream: EventStream; paused: boolean }) {
  if (paused) {
    return (
      <StatusBadge tone="warn" icon={CirclePause}>
        {t('Paused, keeping its place')}
      </StatusBadge>
    );
  }
  if (stream.state === 'live') return <StatusBadge tone="good">{t('Live')}</StatusBadge>;
  return (
    <StatusBadge tone={stream.state === 'refused' ? 'bad' : 'quiet'} icon={Unplug}>
      {stream.state === 'refused' ? t('Not connected') : t('Connecting…')}
    </StatusBadge>
  );
}
