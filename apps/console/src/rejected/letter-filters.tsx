import { NativeSelect } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Source } from '../api/types';
import { t } from '../intl/text';
import { FilterBar } from '../ui/filter-bar';

export function LetterFilters({ sources }: { sources: readonly Source[] }) {
  const search = useSearch({ from: '/rejected' });
  const navigate = useNavigate({ from: '/rejected' });
  const set = (name: 'state' | 'origin' | 'sourceId') => (event: React.ChangeEvent<HTMLSelectElement>) => {
    const value = event.currentTarget.value || undefined;
    void navigate({ search: (before) => ({ ...before, [name]: value }), replace: true });
  };
  return (
    <FilterBar label={t('Filter what was rejected')}>
      <NativeSelect
        label={t('State')}
        value={search.state ?? 'open'}
        onChange={set('state')}
        data={[
          { value: 'open', label: t('Open') },
          { value: 'replayed', label: t('Replayed') },
          { value: 'discarded', label: t('Discarded') },
          { value: 'all', label: t('All') },
        ]}
      />
      <NativeSelect
        label={t('Set aside by')}
        value={search.origin ?? ''}
        onChange={set('origin')}
        data={[
          { value: '', label: t('Everybody') },
          { value: 'ingest', label: t('The door') },
          { value: 'consumer', label: t('A consumer') },
        ]}
      />
      <NativeSelect
        label={t('Source')}
        value={search.sourceId ?? ''}
        onChange={set('sourceId')}
        data={[
          { value: '', label: t('All sources') },
          ...sources.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
    </FilterBar>
  );
}
