import { Button, SimpleGrid } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { CircleOff, Send, Zap } from 'lucide-react';
import { useState } from 'react';
import { listKey, queries } from '../api/queries';
import { request } from '../api/request';
import type { Source } from '../api/types';
import { TestEventModal } from '../events/test-event-modal';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { Facts } from '../ui/facts';
import { tellFault } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { SnippetTabs } from './snippet-tabs';
import { sayKind } from './source-kinds';
import { WriteKeys } from './write-keys';

export function SourcePage() {
  const { sourceId } = useParams({ from: '/sources/$sourceId' });
  const query = useQuery(queries.source(sourceId));
  const source = query.data;
  const [testing, setTesting] = useState(false);
  return (
    <Page
      title={source?.name ?? t('Source')}
      back={{ to: '/sources', label: t('Sources') }}
      badges={
        source &&
        (source.enabled ? (
          <StatusBadge tone="good">{t('Enabled')}</StatusBadge>
        ) : (
          <StatusBadge tone="quiet" icon={CircleOff}>
            {t('Disabled')}
          </StatusBadge>
        ))
      }
      actions={
        source && (
          <>
            <ToggleSource source={source} />
            <Button
              leftSection={<Send size={16} aria-hidden />}
              disabled={!source.enabled}
              onClick={() => setTesting(true)}
            >
              {t('Send a test event')}
            </Button>
          </>
        )
      }
    >
      {query.error && !source ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : source ? (
        <SourceBody source={source} />
      ) : (
        <Loading />
      )}
      <TestEventModal opened={testing} onClose={() => setTesting(false)} sourceId={sourceId} />
    </Page>
  );
}

function SourceBody({ source }: { source: Source }) {
  const stats = useQuery({ ...queries.sourceStats(), refetchInterval: 5000 });
  const numbers = stats.data?.find((one) => one.sourceId === source.id);
  return (
    <>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Panel
          title={t('Health')}
          aside={
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<Zap size={14} aria-hidden />}
              renderRoot={(props) => <Link {...props} to="/events" search={{ sourceId: source.id }} />}
            >
              {t('Live events')}
            </Button>
          }
        >
          <Facts
            items={[
              [t('Last event'), <At key="l" value={numbers?.lastEventAt} ago />],
              [t('Accepted, last hour'), formatNumber(numbers?.acceptedLastHour ?? 0)],
              [t('Rejected, last hour'), formatNumber(numbers?.rejectedLastHour ?? 0)],
              [t('Kind'), sayKind(source.kind)],
              [t('Created'), <At key="c" value={source.createdAt} />],
            ]}
          />
        </Panel>
        <WriteKeys source={source} />
      </SimpleGrid>
      <Panel
        title={t('Connect your product')}
        hint={t('Any Segment SDK works. The address and the key are yours: paste and go.')}
      >
        <SnippetTabs sourceId={source.id} />
      </Panel>
    </>
  );
}

function ToggleSource({ source }: { source: Source }) {
  const client = useQueryClient();
  const toggle = useMutation({
    mutationFn: () =>
      request<Source>('PATCH', `/sources/${source.id}`, { body: { enabled: !source.enabled } }),
    onSuccess: async ({ data }) => {
      client.setQueryData(queries.source(source.id).queryKey, data);
      await client.invalidateQueries({ queryKey: listKey('/sources') });
    },
    onError: tellFault,
  });
  const ask = () => {
    if (!source.enabled) {
      toggle.mutate();
      return;
    }
    confirmFirst({
      title: t('Disable “{name}”?', { name: source.name }),
      text: t('Its write keys stop working at once: what it sends is refused until you enable it again.'),
      confirm: t('Disable'),
      danger: true,
      onConfirm: () => toggle.mutate(),
    });
  };
  return (
    <Button variant="default" loading={toggle.isPending} onClick={ask}>
      {source.enabled ? t('Disable') : t('Enable')}
    </Button>
  );
}
