import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Plus, Search, Waypoints } from 'lucide-react';
import { useState } from 'react';
import { queries } from '../api/queries';
import type { Journey } from '../api/types';
import { VersionBadges } from '../drafts/version-badges';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { FilterBar } from '../ui/filter-bar';
import { JourneyLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { useTyped } from '../ui/use-typed';
import { CreateJourneyModal } from './create-journey-modal';

const columns: Column<Journey>[] = [
  {
    key: 'name',
    label: t('Journey'),
    weight: 'main',
    cell: (row) => <JourneyLink id={row.id}>{row.name}</JourneyLink>,
  },
  { key: 'state', label: t('State'), cell: (row) => <VersionBadges thing={row} /> },
  { key: 'inside', label: t('Inside'), align: 'end', cell: (row) => formatNumber(row.counts.active) },
  {
    key: 'completed',
    label: t('Completed'),
    align: 'end',
    cell: (row) => formatNumber(row.counts.completed),
  },
  { key: 'updated', label: t('Changed'), weight: 'minor', cell: (row) => <At value={row.updatedAt} ago /> },
];

export function JourneysPage() {
  const search = useSearch({ from: '/journeys' });
  const navigate = useNavigate({ from: '/journeys' });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [typed, setTyped] = useTyped(search.q ?? '', (q) => set({ q: q || undefined }));
  const [creating, setCreating] = useState(false);
  const { status, q } = search;
  const journeys = useInfiniteQuery({
    ...queries.journeys({ q, status, ...(status === 'archived' ? { includeArchived: true } : {}) }),
    refetchInterval: 10_000,
  });
  const rows = rowsOf(journeys.data);
  const filtered = Boolean(q ?? status);
  const create = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New journey')}
    </Button>
  );
  return (
    <Page
      title={t('Journeys')}
      subtitle={t('When something happens, for these people, do this.')}
      actions={create}
    >
      <FilterBar label={t('Find journeys')}>
        <TextInput
          label={t('Search')}
          placeholder={t('Name')}
          leftSection={<Search size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('State')}
          value={status ?? ''}
          onChange={(event) => set({ status: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('All in use') },
            { value: 'live', label: t('Live') },
            { value: 'paused', label: t('Paused') },
            { value: 'draft', label: t('Draft') },
            { value: 'archived', label: t('Archived') },
          ]}
        />
      </FilterBar>
      <Panel flush>
        {journeys.error && !journeys.data ? (
          <Failure error={journeys.error} retry={() => void journeys.refetch()} />
        ) : !journeys.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty
            icon={Waypoints}
            title={filtered ? t('Nothing matches') : t('No journeys yet')}
            action={filtered ? undefined : create}
          >
            {filtered
              ? t('Change the search to see more.')
              : t(
                  'A journey begins with an event, such as “Signed Up”, and ends with a message. Home has a recipe to start from.',
                )}
          </Empty>
        ) : (
          <>
            <DataList label={t('Journeys')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={journeys} />
          </>
        )}
      </Panel>
      <CreateJourneyModal opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
