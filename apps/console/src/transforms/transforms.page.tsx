import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Plus, Shuffle } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { dataQueries } from '../api/data-queries';
import { queries } from '../api/queries';
import type { Transform } from '../api/transform-types';
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
import { FailingNote } from './failing-note';
import { starterDraft } from './starter-code';

const CreateThingModal = lazy(() => import('../drafts/create-thing-modal'));

export function TransformsPage() {
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const transforms = useInfiniteQuery(dataQueries.transforms());
  const rows = rowsOf(transforms.data);
  const create = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New transform')}
    </Button>
  );
  return (
    <Page
      title={t('Transforms')}
      subtitle={t(
        'A small function of your own that every event of a source passes on its way in: rename, drop, redact, enrich or split. An event it fails on is set aside, never lost.',
      )}
      actions={create}
    >
      <FailingNote />
      <Panel flush>
        {transforms.error && !transforms.data ? (
          <Failure error={transforms.error} retry={() => void transforms.refetch()} />
        ) : !transforms.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={Shuffle} title={t('No transforms yet')} action={create}>
            {t(
              'Write one when a sender names things in its own way and you cannot change it. You try it on real events before it counts.',
            )}
          </Empty>
        ) : (
          <>
            <Transforms rows={rows} />
            <MoreButton query={transforms} />
          </>
        )}
      </Panel>
      {creating && (
        <Suspense fallback={null}>
          <CreateThingModal
            resource="transforms"
            title={t('New transform')}
            placeholder={t('Rename legacy fields')}
            confirm={t('Create transform')}
            draft={starterDraft}
            onClose={() => setCreating(false)}
            onDone={(transformId) =>
              void navigate({ to: '/transforms/$transformId', params: { transformId } })
            }
          />
        </Suspense>
      )}
    </Page>
  );
}

function Transforms({ rows }: { rows: readonly Transform[] }) {
  const sources = rowsOf(useInfiniteQuery(queries.sources()).data);
  const columns: Column<Transform>[] = [
    {
      key: 'name',
      label: t('Transform'),
      weight: 'main',
      cell: (row) => (
        <Link to="/transforms/$transformId" params={{ transformId: row.id }} className={linkClasses.link}>
          {row.name}
        </Link>
      ),
    },
    { key: 'state', label: t('State'), cell: (row) => <VersionBadges thing={row} /> },
    {
      key: 'sources',
      label: t('Sources'),
      cell: (row) =>
        row.sourceIds.map((id) => sources.find((one) => one.id === id)?.name ?? id).join(', ') || '–',
    },
    { key: 'order', label: t('Order'), align: 'end', weight: 'minor', cell: (row) => row.order ?? '–' },
    { key: 'updated', label: t('Changed'), cell: (row) => <At value={row.updatedAt} ago /> },
  ];
  return <DataList label={t('Transforms')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}
