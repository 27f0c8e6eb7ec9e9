import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Package, Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { relationQueries, type ObjectType } from '../api/relation-queries';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { ObjectTypeLink } from '../ui/links';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty, Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';

const ObjectTypeModal = lazy(() => import('./object-type-modal'));

const columns: Column<ObjectType>[] = [
  {
    key: 'name',
    label: t('Type'),
    weight: 'main',
    cell: (row) => <ObjectTypeLink type={row.key}>{row.name}</ObjectTypeLink>,
  },
  { key: 'key', label: t('Key'), cell: (row) => <code>{row.key}</code> },
  {
    key: 'attributes',
    label: t('Attributes'),
    cell: (row) => row.attributes.map(({ name }) => name).join(', ') || '–',
  },
  {
    key: 'state',
    label: t('State'),
    cell: (row) =>
      row.archivedAt ? (
        <StatusBadge tone="quiet">{t('Archived')}</StatusBadge>
      ) : (
        <StatusBadge tone="good">{t('In use')}</StatusBadge>
      ),
  },
  { key: 'changed', label: t('Changed'), weight: 'minor', cell: (row) => <At value={row.updatedAt} ago /> },
];

/** What kinds of things there are around people and groups. */
export function ObjectTypesPage() {
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const types = useQuery(relationQueries.objectTypes({ includeArchived: true }));
  const rows = types.data ?? [];
  const newType = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New type')}
    </Button>
  );
  return (
    <Page
      title={t('Objects')}
      subtitle={t('Orders, subscriptions and whatever else belongs to people and groups, by type.')}
      actions={rows.length > 0 && newType}
    >
      <Panel flush>
        {types.error && !types.data ? (
          <Failure error={types.error} retry={() => void types.refetch()} />
        ) : !types.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={Package} title={t('No types yet')} action={newType}>
            {t(
              'Define a type, such as order with a status and a total. Its objects come from your shop through the API, or by hand; journeys, templates and searches can look at them.',
            )}
          </Empty>
        ) : (
          <DataList label={t('Types of objects')} columns={columns} rows={rows} rowKey={(row) => row.key} />
        )}
      </Panel>
      {creating && (
        <Suspense fallback={null}>
          <ObjectTypeModal
            onClose={() => setCreating(false)}
            onDone={({ key }) => void navigate({ to: '/objects/$type', params: { type: key } })}
          />
        </Suspense>
      )}
    </Page>
  );
}
