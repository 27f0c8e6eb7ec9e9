import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { ListFilter, Search, Users } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
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
import { usePeople } from './use-people';

const PeopleConditions = lazy(() => import('./people-conditions'));

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
  const [byCondition, setByCondition] = useState(search.where !== undefined);
  const { query: people, isLooking, count } = usePeople(search);
  const rows = rowsOf(people.data);
  const filtered = Boolean(search.q ?? search.identified ?? search.where);
  return (
    <Page title={t('People')} subtitle={t('Everyone an event has told you about, most recently seen first.')}>
      <FilterBar label={t('Find people')}>
        <TextInput
          label={t('Search')}
          placeholder={t('Name, email, phone or any identifier')}
          leftSection={<Search size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          style={{ flexBasis: 300 }}
        />
        {!byCondition && (
          <>
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
            <Button
              variant="default"
              leftSection={<ListFilter size={16} aria-hidden />}
              onClick={() => {
                setByCondition(true);
                set({ identified: undefined });
              }}
            >
              {t('By conditions')}
            </Button>
          </>
        )}
      </FilterBar>
      {byCondition && (
        <Suspense fallback={<Loading />}>
          <PeopleConditions
            where={search.where}
            onChange={(where) => set({ where })}
            onClose={() => {
              setByCondition(false);
              set({ where: undefined });
            }}
          />
        </Suspense>
      )}
      <p role="status" className={classes.count}>
        {count && sayCount(count)}
      </p>
      <Panel flush>
        {people.error && !people.data ? (
          <Failure error={people.error} retry={() => void people.refetch()} />
        ) : !people.data || (rows.length === 0 && isLooking) ? (
          <Loading {...(isLooking ? { label: t('Still looking…') } : {})} />
        ) : rows.length === 0 ? (
          <Nobody filtered={filtered} />
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

function Nobody({ filtered }: { filtered: boolean }) {
  return (
    <Empty icon={Users} title={filtered ? t('Nobody matches') : t('Nobody yet')}>
      {filtered
        ? t('The search looks at the beginning of names, emails, phones and identifiers.')
        : t(
            'The first event makes the first person. Connect your product under Sources, or send a test event from Home.',
          )}
    </Empty>
  );
}

function sayCount({ n, exact }: { n: number; exact?: boolean }): string {
  const people = t('{n, plural, one {# person} other {# people}}', { n });
  return exact === false ? t('About {people}, an estimate', { people }) : people;
}
