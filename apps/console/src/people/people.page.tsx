import { NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Search, Users } from 'lucide-react';
import { queries } from '../api/queries';
import type { Profile } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { FilterBar } from '../ui/filter-bar';
import { Initials } from '../ui/initials';
import { PersonLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { useTyped } from '../ui/use-typed';
import { nameOf } from './name-of';
import classes from './people.module.css';

const columns: Column<Profile>[] = [
  {
    key: 'name',
    label: t('Person'),
    weight: 'main',
    cell: (row) => (
      <span className={classes.who}>
        <Initials name={nameOf(row)} size={30} />
        <PersonLink person={row.id}>{nameOf(row)}</PersonLink>
      </span>
    ),
  },
  { key: 'email', label: t('Email'), cell: (row) => row.email ?? '–' },
  { key: 'userId', label: t('User id'), cell: (row) => row.userId ?? '–' },
  {
    key: 'first',
    label: t('First seen'),
    weight: 'minor',
    cell: (row) => <At value={row.firstSeenAt} personZone={row.timeZone} />,
  },
  {
    key: 'last',
    label: t('Last seen'),
    cell: (row) => <At value={row.lastSeenAt} personZone={row.timeZone} ago />,
  },
];

export function PeoplePage() {
  const search = useSearch({ from: '/people' });
  const navigate = useNavigate({ from: '/people' });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [typed, setTyped] = useTyped(search.q ?? '', (q) => set({ q: q || undefined }));
  const people = useInfiniteQuery({
    ...queries.profiles({ ...search, sort: '-lastSeenAt' }),
    refetchInterval: 10_000,
  });
  const rows = rowsOf(people.data);
  const filtered = Boolean(search.q ?? search.identified);
  return (
    <Page title={t('People')} subtitle={t('Everyone an event has told you about, most recently seen first.')}>
      <FilterBar label={t('Find people')}>
        <TextInput
          label={t('Search')}
          placeholder={t('Name, email, phone or user id')}
          leftSection={<Search size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flexBasis: 300 }}
        />
        <NativeSelect
          label={t('Show')}
          value={search.identified ?? ''}
          onChange={(event) => set({ identified: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('Everyone') },
            { value: 'true', label: t('Identified') },
            { value: 'false', label: t('Anonymous') },
          ]}
        />
      </FilterBar>
      <Panel flush>
        {people.error && !people.data ? (
          <Failure error={people.error} retry={() => void people.refetch()} />
        ) : !people.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={Users} title={filtered ? t('Nobody matches') : t('Nobody yet')}>
            {filtered
              ? t('The search looks at the beginning of name, email, phone and user id.')
              : t(
                  'The first event makes the first person. Connect your product under Sources, or send a test event from Home.',
                )}
          </Empty>
        ) : (
          <>
            <DataList label={t('People')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={people} />
          </>
        )}
      </Panel>
    </Page>
  );
}
