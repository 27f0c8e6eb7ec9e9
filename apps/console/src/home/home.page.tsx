import { Button, NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Send } from 'lucide-react';
import { useState } from 'react';
import { queries } from '../api/queries';
import type { SetupCheck } from '../api/types';
import { TestEventModal } from '../events/test-event-modal';
import { WaitingForEvents } from '../events/waiting-for-events';
import { t } from '../intl/text';
import { useSigned } from '../session/session-context';
import { SnippetTabs } from '../sources/snippet-tabs';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';
import { Checks } from './checks';
import { FirstKeyNotice } from './first-key-notice';
import { FirstMessage } from './first-message';
import { LatestMessages } from './latest-messages';

export function HomePage() {
  const { member } = useSigned();
  const [testing, setTesting] = useState(false);
  const setup = useQuery({
    ...queries.setup(),
    refetchInterval: ({ state }) => (state.data?.checks.every((check) => check.ok) ? 30_000 : 2500),
  });
  const checks = setup.data?.checks ?? [];
  const observed = checks.filter((check) => check.ok).length;
  const complete = checks.length > 1 && observed === checks.length;
  return (
    <Page
      title={t('Home')}
      heading={greeting(member.name ?? member.email.split('@')[0] ?? '', new Date().getHours())}
      subtitle={t(
        '{n} of {all} set-up checks observed. Each tick is something Rapport saw, not something you clicked.',
        {
          n: observed,
          all: checks.length,
        },
      )}
    >
      <FirstKeyNotice />
      {setup.error && !setup.data ? (
        <Failure error={setup.error} retry={() => void setup.refetch()} />
      ) : setup.data ? (
        <Checks checks={checks} onSendTest={() => setTesting(true)} />
      ) : (
        <Loading />
      )}
      <FirstMessage sent={isOk(checks, 'first_message')} />
      {complete && <LatestMessages />}
      <Snippet eventSeen={isOk(checks, 'first_event')} onSendTest={() => setTesting(true)} />
      <TestEventModal opened={testing} onClose={() => setTesting(false)} />
    </Page>
  );
}

function isOk(checks: SetupCheck[], id: string): boolean {
  return checks.some((check) => check.id === id && check.ok === true);
}

function greeting(name: string, hour: number): string {
  if (hour < 5) return t('Good evening, {name}', { name });
  if (hour < 12) return t('Good morning, {name}', { name });
  if (hour < 18) return t('Good afternoon, {name}', { name });
  return t('Good evening, {name}', { name });
}

function Snippet({ eventSeen, onSendTest }: { eventSeen: boolean; onSendTest: () => void }) {
  const sources = useInfiniteQuery(queries.sources());
  const all = rowsOf(sources.data).filter((source) => source.enabled);
  const [chosen, setChosen] = useState<string | null>(null);
  const source = all.find((one) => one.id === chosen) ?? all[0];
  return (
    <Panel
      title={t('Connect your product')}
      hint={t('Any Segment SDK works. The address and the key are yours: paste and go.')}
      aside={
        all.length > 1 && (
          <NativeSelect
            aria-label={t('Source')}
            value={source?.id ?? ''}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={all.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )
      }
    >
      {sources.error && <Failure error={sources.error} retry={() => void sources.refetch()} />}
      {source && <SnippetTabs sourceId={source.id} />}
      <WaitingForEvents
        eventSeen={eventSeen}
        action={
          <Button variant="default" leftSection={<Send size={16} aria-hidden />} onClick={onSendTest}>
            {t('Send a test event')}
          </Button>
        }
      />
    </Panel>
  );
}
