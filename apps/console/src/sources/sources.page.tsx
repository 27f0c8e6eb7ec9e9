import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleOff, Plug, Plus } from 'lucide-react';
import { useState } from 'react';
import { queries } from '../api/queries';
import type { Source, SourceStats } from '../api/types';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { SourceLink } from '../ui/links';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { CreateSourceModal } from './create-source-modal';
import { sayKind } from './source-kinds';
import classes from './sources.module.css';

export function SourcesPage() {
  const [creating, setCreating] = useState(false);
  const sources = useInfiniteQuery(queries.sources());
  const stats = useQuery({ ...queries.sourceStats(), refetchInterval: 5000 });
  const rows = rowsOf(sources.data);
  const create = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New source')}
    </Button>
  );
  return (
    <Page
      title={t('Sources')}
      subtitle={t(
        'Where events come from. Each has its own write key, so you can tell them apart and stop one alone.',
      )}
      actions={create}
    >
      <Panel flush>
        {sources.error && !sources.data ? (
          <Failure error={sources.error} retry={() => void sources.refetch()} />
        ) : !sources.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={Plug} title={t('No sources yet')} action={create}>
            {t('A source gives you a write key and a snippet. Make one per product or platform.')}
          </Empty>
        ) : (
          <DataList
            label={t('Sources')}
            columns={columnsWith(stats.data ?? [])}
            rows={rows}
            rowKey={(row) => row.id}
          />
        )}
      </Panel>
      <CreateSourceModal opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

function columnsWith(stats: SourceStats[]): Column<Source>[] {
  const of = (row: Source) => stats.find((one) => one.sourceId === row.id);
  return [
    {
      key: 'name',
      label: t('Source'),
      weight: 'main',
      cell: (row) => <SourceLink id={row.id}>{row.name}</SourceLink>,
    },
    {
      key: 'state',
      label: t('State'),
      cell: (row) =>
        row.enabled ? (
          <StatusBadge tone="good">{t('Enabled')}</StatusBadge>
        ) : (
          <StatusBadge tone="quiet" icon={CircleOff}>
            {t('Disabled')}
          </StatusBadge>
        ),
    },
    { key: 'kind', label: t('Kind'), weight: 'minor', cell: (row) => sayKind(row.kind) },
    { key: 'last', label: t('Last event'), cell: (row) => <At value={of(row)?.lastEventAt} ago /> },
    {
      key: 'minute',
      label: t('Per minute'),
      align: 'end',
      weight: 'minor',
      cell: (row) => formatNumber(of(row)?.acceptedLastMinute ?? 0),
    },
    {
      key: 'hour',
      label: t('Last hour'),
      align: 'end',
      cell: (row) => (
        <Link to="/events" search={{ sourceId: row.id, outcome: 'accepted' }} className={classes.number}>
          {formatNumber(of(row)?.acceptedLastHour ?? 0)}
          <span className="visually-hidden"> {t('accepted from {name}', { name: row.name })}</span>
        </Link>
      ),
    },
    {
      key: 'rejected',
      label: t('Rejected, last hour'),
      align: 'end',
      cell: (row) => <Rejects source={row} count={of(row)?.rejectedLastHour ?? 0} />,
    },
  ];
}

/** A number above zero is in words and colour, and leads to what was rejected. */
function Rejects({ source, count }: { source: Source; count: number }) {
  return (
    <Link
      to="/events"
      search={{ sourceId: source.id, outcome: 'rejected' }}
      className={classes.number}
      data-bad={count > 0 ? 'true' : undefined}
    >
      {formatNumber(count)}
      <span className="visually-hidden"> {t('rejected from {name}', { name: source.name })}</span>
    </Link>
  );
}
