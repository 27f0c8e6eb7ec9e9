import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, Ban, Scissors, Flag } from 'lucide-react';
import { dataQueries } from '../api/data-queries';
import type { Plan, Violation } from '../api/plan-types';
import { queries } from '../api/queries';
import { sayEvent } from '../events/say-event';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import linkClasses from '../ui/links.module.css';
import { MoreButton } from '../ui/more-button';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { actionWords, violationWords } from './say-plan';

/** How events departed from the published plan, by kind, with how often. */
export function ViolationsPanel({ plan }: { plan: Plan }) {
  const violations = useInfiniteQuery({ ...dataQueries.violations(plan.id), refetchInterval: 5000 });
  const sources = rowsOf(useInfiniteQuery(queries.sources()).data);
  const rows = rowsOf(violations.data);
  const columns: Column<Violation>[] = [
    {
      key: 'what',
      label: t('What'),
      weight: 'main',
      cell: (row) => (
        <>
          {violationWords[row.type]}
          {row.field && (
            <>
              {' '}
              <code>{row.field}</code>
            </>
          )}
        </>
      ),
    },
    { key: 'event', label: t('Event'), cell: (row) => sayEvent(row.eventType, row.event) },
    { key: 'why', label: t('Why'), weight: 'minor', cell: (row) => row.message },
    {
      key: 'source',
      label: t('Source'),
      weight: 'minor',
      cell: (row) => sources.find((one) => one.id === row.sourceId)?.name ?? row.sourceId,
    },
    { key: 'action', label: t('Done'), cell: (row) => <ActionBadge action={row.action} /> },
    {
      key: 'count',
      label: t('In 30 days'),
      align: 'end',
      cell: (row) => <Examples row={row} />,
    },
    { key: 'last', label: t('Last'), cell: (row) => <At value={row.lastAt} ago /> },
  ];
  return (
    <Panel
      title={t('Violations')}
      hint={t('Counted by day, for 30 days. A number leads to the events.')}
      flush
    >
      {violations.error && !violations.data ? (
        <Failure error={violations.error} retry={() => void violations.refetch()} />
      ) : !violations.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty icon={CircleCheck} title={t('No violations')}>
          {plan.published && plan.sourceIds.length > 0
            ? t('Every event of its sources fits the plan so far.')
            : t('Counting begins when the plan is published and a source follows it.')}
        </Empty>
      ) : (
        <>
          <DataList
            label={t('Violations')}
            columns={columns}
            rows={rows}
            rowKey={(row) =>
              `${row.sourceId} ${row.eventType} ${row.event} ${row.type} ${row.field} ${row.action} ${row.message}`
            }
          />
          <MoreButton query={violations} />
        </>
      )}
    </Panel>
  );
}

/** The events themselves: what was let in among the live ones, what was rejected where it waits to be replayed. */
function Examples({ row }: { row: Violation }) {
  const words = (
    <>
      {formatNumber(row.count)}
      <span className="visually-hidden"> {t('events, see them')}</span>
    </>
  );
  if (row.action === 'blocked') {
    return (
      <Link
        to="/rejected"
        search={{ code: 'violates_tracking_plan', sourceId: row.sourceId }}
        className={linkClasses.link}
      >
        {words}
      </Link>
    );
  }
  return (
    <Link
      to="/events"
      search={{
        sourceId: row.sourceId,
        type: row.eventType,
        ...(row.event ? { event: row.event } : {}),
      }}
      className={linkClasses.link}
    >
      {words}
    </Link>
  );
}

function ActionBadge({ action }: { action: Violation['action'] }) {
  const icon = { allowed: Flag, omitted: Scissors, blocked: Ban }[action];
  const tone = ({ allowed: 'info', omitted: 'warn', blocked: 'bad' } as const)[action];
  return (
    <StatusBadge tone={tone} icon={icon}>
      {actionWords[action]}
    </StatusBadge>
  );
}
