import { NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { queries } from '../api/queries';
import { t } from '../intl/text';
import { FilterBar } from '../ui/filter-bar';
import { rowsOf } from '../ui/rows';
import { useTyped } from '../ui/use-typed';
import { readPerson } from './domain/read-person';

const types = ['identify', 'track', 'page', 'screen', 'group', 'alias'] as const;

/** All of these are applied by the server; they live in the address, so that a view can be sent to somebody. */
export function StreamFilters() {
  const filters = useSearch({ from: '/events' });
  const navigate = useNavigate({ from: '/events' });
  const sources = useInfiniteQuery(queries.sources());
  const set = (change: Partial<typeof filters>) =>
    void navigate({ search: (before) => dropEmpty({ ...before, ...change }), replace: true });
  const [name, setName] = useTyped(filters.event ?? '', (event) => set({ event }));
  const [person, setPerson] = useTyped(filters.person ?? '', (typed) => set({ person: readPerson(typed) }));
  return (
    <FilterBar label={t('Filter events')}>
      <TextInput
        label={t('Person')}
        placeholder={t('Email, user id or type:value')}
        value={person}
        onChange={(event) => setPerson(event.currentTarget.value)}
      />
      <TextInput
        label={t('Event name')}
        placeholder={t('Exact name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('Type')}
        value={filters.type ?? ''}
        onChange={(event) => set({ type: event.currentTarget.value })}
        data={[{ value: '', label: t('All types') }, ...types]}
      />
      <NativeSelect
        label={t('Source')}
        value={filters.sourceId ?? ''}
        onChange={(event) => set({ sourceId: event.currentTarget.value })}
        data={[
          { value: '', label: t('All sources') },
          ...rowsOf(sources.data).map(({ id, name: label }) => ({ value: id, label })),
        ]}
      />
      <NativeSelect
        label={t('Outcome')}
        value={filters.outcome ?? ''}
        onChange={(event) => set({ outcome: event.currentTarget.value })}
        data={[
          { value: '', label: t('All outcomes') },
          { value: 'accepted', label: t('Accepted') },
          { value: 'rejected', label: t('Rejected') },
        ]}
      />
    </FilterBar>
  );
}

function dropEmpty<T extends Record<string, string | undefined>>(search: T): T {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value)) as T;
}
