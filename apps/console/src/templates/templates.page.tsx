import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { FileText, Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { queries } from '../api/queries';
import type { Template } from '../api/types';
import { VersionBadges } from '../drafts/version-badges';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { FilterBar } from '../ui/filter-bar';
import { TemplateLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { useTyped } from '../ui/use-typed';
import { CreateTemplateModal } from './create-template-modal';

const columns: Column<Template>[] = [
  {
    key: 'name',
    label: t('Template'),
    weight: 'main',
    cell: (row) => <TemplateLink id={row.id}>{row.name}</TemplateLink>,
  },
  { key: 'state', label: t('State'), cell: (row) => <VersionBadges thing={row} /> },
  { key: 'class', label: t('Class'), weight: 'minor', cell: (row) => row.messageClass },
  { key: 'updated', label: t('Changed'), cell: (row) => <At value={row.updatedAt} ago /> },
];

export function TemplatesPage() {
  const search = useSearch({ from: '/templates' });
  const navigate = useNavigate({ from: '/templates' });
  const set = (change: Partial<typeof search>) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [typed, setTyped] = useTyped(search.q ?? '', (q) => set({ q: q || undefined }));
  const [creating, setCreating] = useState(false);
  const archived = search.status === 'archived';
  const templates = useInfiniteQuery(
    queries.templates({ q: search.q, ...(archived ? { status: 'archived', includeArchived: true } : {}) }),
  );
  const rows = rowsOf(templates.data);
  const create = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New template')}
    </Button>
  );
  return (
    <Page
      title={t('Templates')}
      subtitle={t(
        'What messages say. A published version never changes; a journey always sends a published one.',
      )}
      actions={create}
    >
      <FilterBar label={t('Find templates')}>
        <TextInput
          label={t('Search')}
          placeholder={t('Name')}
          leftSection={<Search size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('Show')}
          value={search.status ?? ''}
          onChange={(event) => set({ status: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('In use') },
            { value: 'archived', label: t('Archived') },
          ]}
        />
      </FilterBar>
      <Panel flush>
        {templates.error && !templates.data ? (
          <Failure error={templates.error} retry={() => void templates.refetch()} />
        ) : !templates.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty
            icon={FileText}
            title={search.q || archived ? t('Nothing matches') : t('No templates yet')}
            action={search.q || archived ? undefined : create}
          >
            {search.q || archived
              ? t('Change the search to see more.')
              : t('Write what your first message says. You see it as a real person would, while you write.')}
          </Empty>
        ) : (
          <>
            <DataList label={t('Templates')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={templates} />
          </>
        )}
      </Panel>
      <CreateTemplateModal opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}
