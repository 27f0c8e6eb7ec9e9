import { Button, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Building2, Search } from 'lucide-react';
import { relationQueries, type PeopleGroup } from '../api/relation-queries';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { FilterBar } from '../ui/filter-bar';
import { GroupLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { useTyped } from '../ui/use-typed';
import { nameOfGroup } from './name-of-group';
import { countOfPeople } from './say-people';

const columns: Column<PeopleGroup>[] = [
  {
    key: 'name',
    label: t('Group'),
    weight: 'main',
    cell: (row) => <GroupLink group={row.id}>{nameOfGroup(row)}</GroupLink>,
  },
  { key: 'id', label: t('Your id of it'), cell: (row) => row.groupId },
  { key: 'people', label: t('People'), align: 'end', cell: (row) => countOfPeople(row) },
  { key: 'first', label: t('First seen'), weight: 'minor', cell: (row) => <At value={row.createdAt} /> },
  { key: 'changed', label: t('Changed'), cell: (row) => <At value={row.updatedAt} ago /> },
];

export function GroupsPage() {
  const search = useSearch({ from: '/groups' });
  const navigate = useNavigate({ from: '/groups' });
  const [typed, setTyped] = useTyped(
    search.q ?? '',
    (q) => void navigate({ search: q ? { q } : {}, replace: true }),
  );
  const groups = useInfiniteQuery(relationQueries.groups(search));
  const rows = rowsOf(groups.data);
  return (
    <Page
      title={t('Groups')}
      subtitle={t('Accounts and companies that people belong to. Two people of one group stay two people.')}
    >
      <FilterBar label={t('Find groups')}>
        <TextInput
          label={t('Search')}
          placeholder={t('Beginning of the name or of your id')}
          leftSection={<Search size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flexBasis: 300 }}
        />
      </FilterBar>
      <Panel flush>
        {groups.error && !groups.data ? (
          <Failure error={groups.error} retry={() => void groups.refetch()} />
        ) : !groups.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <NoGroups isSearch={search.q !== undefined} />
        ) : (
          <>
            <DataList label={t('Groups')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={groups} />
          </>
        )}
      </Panel>
    </Page>
  );
}

function NoGroups({ isSearch }: { isSearch: boolean }) {
  if (isSearch) {
    return (
      <Empty icon={Building2} title={t('No group matches')}>
        {t('The search looks at the beginning of the name and of your id.')}
      </Empty>
    );
  }
  return (
    <Empty
      icon={Building2}
      title={t('No groups yet')}
      action={
        <Button renderRoot={(props) => <Link {...props} to="/sources" />}>{t('Open the sources')}</Button>
      }
    >
      {t(
        'The first group call makes the first group: call group() with your id of the account and its traits, where somebody logs in.',
      )}
    </Empty>
  );
}
