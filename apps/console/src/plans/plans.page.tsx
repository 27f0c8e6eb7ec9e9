import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { ClipboardCheck, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { dataQueries } from '../api/data-queries';
import type { Plan } from '../api/plan-types';
import { queries } from '../api/queries';
import { VersionBadges } from '../drafts/version-badges';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import linkClasses from '../ui/links.module.css';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { blankPlan } from './blank-plan';

const CreateThingModal = lazy(() => import('../drafts/create-thing-modal'));

export function PlansPage() {
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const plans = useInfiniteQuery(dataQueries.plans());
  const rows = rowsOf(plans.data);
  const create = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New plan')}
    </Button>
  );
  return (
    <Page
      title={t('Tracking plan')}
      subtitle={t(
        'What events should look like. A source that follows a plan has every event held against it; what happens to one that breaks a rule is yours to say.',
      )}
      actions={create}
    >
      <Panel flush>
        {plans.error && !plans.data ? (
          <Failure error={plans.error} retry={() => void plans.refetch()} />
        ) : !plans.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={ClipboardCheck} title={t('No plan yet')} action={create}>
            {t(
              'Make one, let Rapport propose the rules from events that were seen, and choose the sources that follow it. A new plan only counts what breaks it.',
            )}
          </Empty>
        ) : (
          <>
            <Plans rows={rows} />
            <MoreButton query={plans} />
          </>
        )}
      </Panel>
      {creating && (
        <Suspense fallback={null}>
          <CreateThingModal
            resource="tracking-plans"
            title={t('New plan')}
            placeholder={t('Web shop')}
            confirm={t('Create plan')}
            draft={blankPlan}
            onClose={() => setCreating(false)}
            onDone={(planId) => void navigate({ to: '/tracking-plans/$planId', params: { planId } })}
          />
        </Suspense>
      )}
    </Page>
  );
}

function Plans({ rows }: { rows: readonly Plan[] }) {
  const sources = rowsOf(useInfiniteQuery(queries.sources()).data);
  const columns: Column<Plan>[] = [
    {
      key: 'name',
      label: t('Plan'),
      weight: 'main',
      cell: (row) => (
        <Link to="/tracking-plans/$planId" params={{ planId: row.id }} className={linkClasses.link}>
          {row.name}
        </Link>
      ),
    },
    { key: 'state', label: t('State'), cell: (row) => <VersionBadges thing={row} /> },
    {
      key: 'sources',
      label: t('Followed by'),
      cell: (row) =>
        row.sourceIds.map((id) => sources.find((one) => one.id === id)?.name ?? id).join(', ') || '–',
    },
    { key: 'updated', label: t('Changed'), cell: (row) => <At value={row.updatedAt} ago /> },
  ];
  return <DataList label={t('Tracking plans')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}
