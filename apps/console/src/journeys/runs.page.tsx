import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Waypoints } from 'lucide-react';
import { queries } from '../api/queries';
import type { Run } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { FilterBar } from '../ui/filter-bar';
import { PersonName } from '../ui/known-names';
import { RunLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { RunBadge, sayExit } from './run-state';

const columns: Column<Run>[] = [
  {
    key: 'run',
    label: t('Entered'),
    weight: 'main',
    cell: (row) => (
      <RunLink id={row.id}>
        <At value={row.enteredAt} />
      </RunLink>
    ),
  },
  {
    key: 'person',
    label: t('Person'),
    cell: (row) => <PersonName id={row.profileId} />,
  },
  { key: 'state', label: t('State'), cell: (row) => <RunBadge state={row.state} /> },
  { key: 'step', label: t('At step'), cell: (row) => row.step ?? '–' },
  { key: 'until', label: t('Waits until'), weight: 'minor', cell: (row) => <At value={row.waitingUntil} /> },
  { key: 'why', label: t('Left because'), weight: 'minor', cell: sayExit },
  { key: 'version', label: t('Version'), align: 'end', weight: 'minor', cell: (row) => row.version },
];

export function RunsPage() {
  const { journeyId } = useParams({ from: '/journeys/$journeyId/runs' });
  const search = useSearch({ from: '/journeys/$journeyId/runs' });
  const navigate = useNavigate({ from: '/journeys/$journeyId/runs' });
  const journey = useQuery(queries.journey(journeyId));
  const runs = useInfiniteQuery({ ...queries.runs(journeyId, search), refetchInterval: 5000 });
  const rows = rowsOf(runs.data);
  const name = journey.data?.data.name ?? t('Journey');
  return (
    <Page
      title={t('Runs of {name}', { name })}
      back={{ to: `/journeys/${journeyId}` as '/journeys', label: name }}
      subtitle={t('One row per person and passage, newest first.')}
    >
      <FilterBar label={t('Filter runs')}>
        <NativeSelect
          label={t('State')}
          value={search.state ?? ''}
          onChange={(event) =>
            void navigate({ search: { state: event.currentTarget.value || undefined }, replace: true })
          }
          data={[
            { value: '', label: t('All') },
            { value: 'active', label: t('Inside') },
            { value: 'completed', label: t('Completed') },
            { value: 'exited', label: t('Exited') },
            { value: 'failed', label: t('Failed') },
          ]}
        />
      </FilterBar>
      <Panel flush>
        {runs.error && !runs.data ? (
          <Failure error={runs.error} retry={() => void runs.refetch()} />
        ) : !runs.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty
            icon={Waypoints}
            title={search.state ? t('Nobody in this state') : t('Nobody has entered yet')}
          >
            {t('A run begins when an event that fits the trigger arrives after the journey was published.')}
          </Empty>
        ) : (
          <>
            <DataList label={t('Runs')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={runs} />
          </>
        )}
      </Panel>
    </Page>
  );
}
