import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Shapes } from 'lucide-react';
import { dataQueries } from '../api/data-queries';
import type { SeenEvent } from '../api/schema-types';
import { sayEvent } from '../events/say-event';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import linkClasses from '../ui/links.module.css';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { ShareBar } from '../ui/share-bar';
import { Empty, Failure, Loading } from '../ui/states';
import { SchemaFilters } from './schema-filters';
import { SchemaTabs } from './schema-tabs';
import { OverflowNote } from './overflow-note';

const columns: Column<SeenEvent>[] = [
  {
    key: 'name',
    label: t('Event'),
    weight: 'main',
    cell: (row) => (
      <Link
        to="/schema/events/$name"
        params={{ name: row.name }}
        search={{ type: row.type }}
        className={linkClasses.link}
      >
        {sayEvent(row.type, row.name === row.type ? null : row.name)}
      </Link>
    ),
  },
  { key: 'type', label: t('Type'), weight: 'minor', cell: (row) => row.type },
  { key: 'count', label: t('In 30 days'), align: 'end', cell: (row) => formatNumber(row.count30d) },
  { key: 'share', label: t('Share of all'), cell: (row) => <ShareBar share={row.share} /> },
  { key: 'first', label: t('First seen'), weight: 'minor', cell: (row) => <At value={row.firstSeenAt} /> },
  { key: 'last', label: t('Last seen'), cell: (row) => <At value={row.lastSeenAt} ago /> },
];

export function SeenEventsPage() {
  const search = useSearch({ from: '/schema' });
  const navigate = useNavigate({ from: '/schema' });
  const events = useInfiniteQuery(dataQueries.seenEvents({ sort: '-count30d', ...search }));
  const rows = rowsOf(events.data);
  return (
    <Page
      title={t('Schema')}
      subtitle={t(
        'What really arrived, as Rapport saw it. What should arrive is written in a tracking plan.',
      )}
    >
      <SchemaTabs />
      <SchemaFilters
        search={search}
        onChange={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
      />
      <Panel flush>
        {events.error && !events.data ? (
          <Failure error={events.error} retry={() => void events.refetch()} />
        ) : !events.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty
            icon={Shapes}
            title={search.q ? t('Nothing matches') : t('No events yet')}
            action={
              !search.q && (
                <Button renderRoot={(props) => <Link {...props} to="/sources" />}>
                  {t('Connect a source')}
                </Button>
              )
            }
          >
            {search.q
              ? t('Change the search to see more.')
              : t(
                  'As soon as events arrive, their names, properties, types and examples are listed here by themselves.',
                )}
          </Empty>
        ) : (
          <>
            <DataList
              label={t('Events')}
              columns={columns}
              rows={rows}
              rowKey={(row) => `${row.type} ${row.name}`}
            />
            <MoreButton query={events} />
          </>
        )}
      </Panel>
      <OverflowNote count={events.data?.pages[0]?.overflow30d ?? 0} />
    </Page>
  );
}
