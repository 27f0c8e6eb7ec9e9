import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { CirclePause, Pause, Play, Radio, Send, Trash2, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { queries } from '../api/queries';
import type { LiveEvent } from '../api/types';
import { formatNumber, t } from '../intl/text';
import { FilterBar } from '../ui/filter-bar';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { EventDrawer } from './event-drawer';
import { useEventStream, type EventStream } from './event-stream';
import { EventRows } from './event-rows';
import { TestEventModal } from './test-event-modal';

const types = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;

export function LiveEventsPage() {
  const filters = useSearch({ from: '/events' });
  const [paused, setPaused] = useState(false);
  const [shown, setShown] = useState<LiveEvent | null>(null);
  const [testing, setTesting] = useState(false);
  const stream = useEventStream(filters, paused);
  const filtered = Object.keys(filters).length > 0;
  return (
    <Page
      title={t('Live events')}
      subtitle={t('What arrives at the door, within a second: accepted, and rejected with the reason.')}
      badges={<StreamBadge stream={stream} paused={paused} />}
      actions={
        <Group gap="xs">
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
        </Group>
      }
    >
      <StreamFilters />
      <Panel flush>
        {stream.rows.length === 0 ? (
          <Empty icon={Radio} title={filtered ? t('Nothing matches yet') : t('Waiting for the first event')}>
            {filtered
              ? t('Events that fit these filters appear here as they arrive. Loosen the filters to see more.')
              : t('Paste the snippet of a source into your product, or send a test event.')}
          </Empty>
        ) : (
          <EventRows rows={stream.rows} onOpen={setShown} />
        )}
      </Panel>
      {stream.sampledOut > 0 && (
        <p>{t('{n} more arrived than could be shown.', { n: formatNumber(stream.sampledOut) })}</p>
      )}
      <EventDrawer event={shown} onClose={() => setShown(null)} />
      <TestEventModal opened={testing} onClose={() => setTesting(false)} />
    </Page>
  );
}

function StreamBadge({ stream, paused }: { stream: EventStream; paused: boolean }) {
  if (paused) {
    return (
      <StatusBadge tone="warn" icon={CirclePause}>
        {t('Paused')}
      </StatusBadge>
    );
  }
  if (stream.state === 'live') return <StatusBadge tone="good">{t('Live')}</StatusBadge>;
  return (
    <StatusBadge tone={stream.state === 'broken' ? 'bad' : 'quiet'} icon={Unplug}>
      {stream.state === 'broken' ? t('Disconnected') : t('Connecting…')}
    </StatusBadge>
  );
}

function StreamFilters() {
  const filters = useSearch({ from: '/events' });
  const navigate = useNavigate({ from: '/events' });
  const sources = useInfiniteQuery(queries.sources());
  const [name, setName] = useState(filters.event ?? '');
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => dropEmpty({ ...before, ...change }), replace: true });
  useEffect(() => {
    if (name === (filters.event ?? '')) return undefined;
    const timer = setTimeout(() => set({ event: name }), 400);
    return () => clearTimeout(timer);
  });
  return (
    <FilterBar label={t('Filter events')}>
      <NativeSelect
        label={t('Source')}
        value={filters.sourceId ?? ''}
        onChange={(event) => set({ sourceId: event.currentTarget.value })}
        data={[
          { value: '', label: t('All sources') },
          ...rowsOf(sources.data).map(({ id, name: label }) => ({ value: id, label })),
        ]}
      />
      <NativeSelect
        label={t('Type')}
        value={filters.type ?? ''}
        onChange={(event) => set({ type: event.currentTarget.value })}
        data={[{ value: '', label: t('All types') }, ...types]}
      />
      <TextInput
        label={t('Event name')}
        placeholder={t('Exact name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('Outcome')}
        value={filters.outcome ?? ''}
        onChange={(event) => set({ outcome: event.currentTarget.value })}
        data={[
          { value: '', label: t('All outcomes') },
          { value: 'accepted', label: t('Accepted') },
          { value: 'rejected', label: t('Rejected') },
        ]}
      />
    </FilterBar>
  );
}

function dropEmpty<T extends Record<string, string | undefined>>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value)) as T;
}
