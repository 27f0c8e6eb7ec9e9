import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { CircleOff, Send } from 'lucide-react';
import { useMemo, useState } from 'react';
import { listKey, queries } from '../api/queries';
import { request } from '../api/request';
import type { Source } from '../api/types';
import { TestEventModal } from '../events/test-event-modal';
import { WaitingForEvents } from '../events/waiting-for-events';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { tellFault } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { SendOneEvent } from './send-one-event';
import { SnippetTabs } from './snippet-tabs';
import { SourceHealth } from './source-health';
import { SourceRules } from './source-rules';
import { SourceSettings } from './source-settings';
import { WriteKeys } from './write-keys';

export function SourcePage() {
  const { sourceId } = useParams({ from: '/sources/$sourceId' });
  const query = useQuery(queries.source(sourceId));
  const source = query.data;
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
            <SendOneEvent sourceId={source.id} disabled={!source.enabled} />
          </>
        )
      }
    >
      {query.error && !source ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : source ? (
        <SourceBody key={source.id} source={source} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function SourceBody({ source }: { source: Source }) {
  const [testing, setTesting] = useState(false);
  const filters = useMemo(() => ({ sourceId: source.id }), [source.id]);
  const stats = useQuery({ ...queries.sourceStats(), refetchInterval: 5000 });
  const seen = stats.data?.some((one) => one.sourceId === source.id && one.lastEventAt !== null) ?? false;
  return (
    <>
      <SourceHealth source={source} />
      <Panel
        title={t('Connect your product')}
        hint={t('Any Segment or RudderStack SDK works. The address and the key are yours: paste and go.')}
      >
        <SnippetTabs sourceId={source.id} />
        <WaitingForEvents
          filters={filters}
          eventSeen={seen}
          action={
            <Group gap="xs">
              <Button
                variant="default"
                leftSection={<Send size={16} aria-hidden />}
                disabled={!source.enabled}
                onClick={() => setTesting(true)}
              >
                {t('Send one as a person…')}
              </Button>
            </Group>
          }
        />
      </Panel>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <SourceSettings source={source} />
        <Stack gap="md">
          <WriteKeys source={source} />
          <SourceRules source={source} />
        </Stack>
      </SimpleGrid>
      <TestEventModal opened={testing} onClose={() => setTesting(false)} sourceId={source.id} />
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
