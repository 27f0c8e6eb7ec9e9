import { NativeSelect, TextInput } from '@mantine/core';
import { Search } from 'lucide-react';
import { t } from '../intl/text';
import { FilterBar } from '../ui/filter-bar';
import { useTyped } from '../ui/use-typed';

export interface SchemaSearch {
  q?: string;
  sort?: string;
}

interface SchemaFiltersProps {
  search: SchemaSearch;
  onChange: (change: { q?: string | undefined; sort?: string | undefined }) => void;
}

export function SchemaFilters({ search, onChange }: SchemaFiltersProps) {
  const [typed, setTyped] = useTyped(search.q ?? '', (q) => onChange({ q: q || undefined }));
  return (
    <FilterBar label={t('Find in the schema')}>
      <TextInput
        label={t('Search')}
        placeholder={t('Part of the name')}
        leftSection={<Search size={16} aria-hidden />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <NativeSelect
        label={t('Order')}
        value={search.sort ?? '-count30d'}
        onChange={(event) => onChange({ sort: event.currentTarget.value })}
        data={[
          { value: '-count30d', label: t('Most frequent first') },
          { value: '-lastSeenAt', label: t('Seen last first') },
          { value: '-firstSeenAt', label: t('Newest first') },
          { value: 'name', label: t('By name') },
        ]}
      />
    </FilterBar>
  );
}
