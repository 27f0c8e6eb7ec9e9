import { Button, Group, TextInput } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Package, Plus, Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { namesNothing } from '../api/problem';
import { relationQueries, type ObjectType, type RelatedObject } from '../api/relation-queries';
import { t } from '../intl/text';
import { sayValue } from '../people/say-value';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { FilterBar } from '../ui/filter-bar';
import { ObjectLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { useTyped } from '../ui/use-typed';
import { ObjectTypeMenu } from './object-type-menu';

const ObjectModal = lazy(() => import('./object-modal'));

/** The objects of one type, the last changed first. */
export function ObjectsPage() {
  const { type: key } = useParams({ from: '/objects/$type' });
  const query = useQuery(relationQueries.objectType(key));
  const navigate = useNavigate();
  const [creating, setCreating] = useState(false);
  const type = query.data?.data;
  return (
    <Page
      title={type?.name ?? t('Objects')}
      back={{ to: '/objects', label: t('Objects') }}
      badges={type?.archivedAt && <StatusBadge tone="quiet">{t('Archived')}</StatusBadge>}
      actions={
        query.data && (
          <Group gap="xs">
            {!query.data.data.archivedAt && (
              <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
                {t('New object')}
              </Button>
            )}
            <ObjectTypeMenu loaded={query.data} onChanged={() => void query.refetch()} />
          </Group>
        )
      }
    >
      {namesNothing(query.error) ? (
        <Panel>
          <Empty icon={Package} title={t('No such type')}>
            {t('No type of objects has this key. Look for it among the types, or define it.')}
          </Empty>
        </Panel>
      ) : query.error && !type ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : type ? (
        <Objects type={type} />
      ) : (
        <Loading />
      )}
      {creating && type && (
        <Suspense fallback={null}>
          <ObjectModal
            type={type}
            onClose={() => setCreating(false)}
            onDone={(made) =>
              void navigate({ to: '/objects/$type/$key', params: { type: type.key, key: made } })
            }
          />
        </Suspense>
      )}
    </Page>
  );
}

const mostColumns = 4;

function columnsOf(type: ObjectType): Column<RelatedObject>[] {
  return [
    {
      key: '.key',
      label: t('Key'),
      weight: 'main',
      cell: (row) => (
        <ObjectLink type={row.type} objectKey={row.key}>
          {row.key}
        </ObjectLink>
      ),
    },
    ...type.attributes.slice(0, mostColumns).map(({ name }): Column<RelatedObject> => ({
      key: name,
      label: name,
      cell: (row) => (row.attributes[name] === undefined ? '–' : sayValue(row.attributes[name])),
    })),
    {
      key: '.people',
      label: t('People and groups'),
      align: 'end',
      cell: (row) => row.profiles.length + row.groups.length,
    },
    {
      key: '.changed',
      label: t('Changed'),
      weight: 'minor',
      cell: (row) => <At value={row.updatedAt} ago />,
    },
  ];
}

function Objects({ type }: { type: ObjectType }) {
  const search = useSearch({ from: '/objects/$type' });
  const navigate = useNavigate({ from: '/objects/$type' });
  const [typed, setTyped] = useTyped(
    search.q ?? '',
    (q) => void navigate({ search: q ? { q } : {}, replace: true }),
  );
  const objects = useInfiniteQuery(relationQueries.objects(type.key, search));
  const rows = rowsOf(objects.data);
  return (
    <>
      <FilterBar label={t('Find objects')}>
        <TextInput
          label={t('Search')}
          placeholder={t('Beginning of the key')}
          leftSection={<Search size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flexBasis: 300 }}
        />
      </FilterBar>
      <Panel flush>
        {objects.error && !objects.data ? (
          <Failure error={objects.error} retry={() => void objects.refetch()} />
        ) : !objects.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={Package} title={search.q ? t('No object matches') : t('No objects yet')}>
            {search.q
              ? t('The search looks at the beginning of the key.')
              : t('They come through the API: PUT /api/v1/objects/{type}/…, or up to 500 in a batch.', {
                  type: type.key,
                })}
          </Empty>
        ) : (
          <>
            <DataList label={type.name} columns={columnsOf(type)} rows={rows} rowKey={(row) => row.key} />
            <MoreButton query={objects} />
          </>
        )}
      </Panel>
    </>
  );
}
