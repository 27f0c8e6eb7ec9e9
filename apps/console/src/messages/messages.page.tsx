import { NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ScrollText } from 'lucide-react';
import { queries } from '../api/queries';
import { t } from '../intl/text';
import { useTyped } from '../ui/use-typed';
import { FilterBar } from '../ui/filter-bar';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { messageStates } from './message-state';
import { MessageTable } from './message-table';

export function MessagesPage() {
  const search = useSearch({ from: '/messages' });
  const messages = useInfiniteQuery({ ...queries.messages(search), refetchInterval: 5000 });
  const rows = rowsOf(messages.data);
  const filtered = Object.values(search).some(Boolean);
  return (
    <Page
      title={t('Message log')}
      subtitle={t('Every message, and every decision not to send, with its reason.')}
    >
      <MessageFilters />
      <Panel flush>
        {messages.error && !messages.data ? (
          <Failure error={messages.error} retry={() => void messages.refetch()} />
        ) : !messages.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={ScrollText} title={filtered ? t('Nothing matches') : t('No messages yet')}>
            {filtered
              ? t('No message fits these filters. Loosen them to see more.')
              : t(
                  'Publish a journey with a message step; what it sends, and what it decides not to send, is listed here.',
                )}
          </Empty>
        ) : (
          <>
            <MessageTable rows={rows} label={t('Messages, newest first')} />
            <MoreButton query={messages} />
          </>
        )}
      </Panel>
    </Page>
  );
}

function MessageFilters() {
  const search = useSearch({ from: '/messages' });
  const navigate = useNavigate({ from: '/messages' });
  const journeys = useInfiniteQuery(queries.journeys());
  const templates = useInfiniteQuery(queries.templates());
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [address, setAddress] = useTyped(search.address ?? '', (value) =>
    set({ address: value || undefined }),
  );
  const pick = (name: 'state' | 'journeyId' | 'templateId') => ({
    value: search[name] ?? '',
    onChange: (event: React.ChangeEvent<HTMLSelectElement>) =>
      set({ [name]: event.currentTarget.value || undefined }),
  });
  return (
    <FilterBar label={t('Filter messages')}>
      <NativeSelect
        label={t('State')}
        {...pick('state')}
        data={[
          { value: '', label: t('All states') },
          ...Object.entries(messageStates).map(([value, { label }]) => ({ value, label })),
        ]}
      />
      <TextInput
        label={t('Address')}
        placeholder={t('Whole address')}
        value={address}
        onChange={(event) => setAddress(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('Journey')}
        {...pick('journeyId')}
        data={[
          { value: '', label: t('All journeys') },
          ...rowsOf(journeys.data).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <NativeSelect
        label={t('Template')}
        {...pick('templateId')}
        data={[
          { value: '', label: t('All templates') },
          ...rowsOf(templates.data).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </FilterBar>
  );
}
