import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { dataQueries } from '../api/data-queries';
import type { RegisteredTrait } from '../api/schema-types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { Panel } from '../ui/panel';
import { Failure } from '../ui/states';
import { ClassBadge } from './class-badge';
import { DescribeNameModal } from './describe-name-modal';
import classes from './schema.module.css';

interface DescribedNamesProps {
  /** Names that are listed as traits already. */
  listed: ReadonlySet<string>;
  q: string | undefined;
}

/** What was described without having been seen as a trait: identifier types above all. */
export function DescribedNames({ listed, q = '' }: DescribedNamesProps) {
  const registry = useQuery(dataQueries.traitRegistry());
  const [editing, setEditing] = useState<RegisteredTrait | 'new' | null>(null);
  const rows = (registry.data ?? []).filter(
    ({ name }) => !listed.has(name) && name.toLowerCase().includes(q.toLowerCase()),
  );
  const columns: Column<RegisteredTrait>[] = [
    {
      key: 'name',
      label: t('Name'),
      weight: 'main',
      cell: (row) => (
        <button type="button" className={classes.name} onClick={() => setEditing(row)}>
          {row.name}
        </button>
      ),
    },
    { key: 'class', label: t('Class'), cell: (row) => <ClassBadge piiClass={row.piiClass} /> },
    { key: 'description', label: t('What it means'), cell: (row) => row.description ?? '–' },
    { key: 'by', label: t('Described by'), weight: 'minor', cell: (row) => row.updatedBy.name ?? '–' },
    { key: 'at', label: t('Changed'), weight: 'minor', cell: (row) => <At value={row.updatedAt} ago /> },
  ];
  return (
    <Panel
      title={t('Other names')}
      hint={t('Types of identifiers, such as user_id, and traits that have not arrived yet')}
      flush={rows.length > 0}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => setEditing('new')}
        >
          {t('Describe a name')}
        </Button>
      }
    >
      {registry.error ? (
        <Failure error={registry.error} retry={() => void registry.refetch()} />
      ) : rows.length > 0 ? (
        <DataList label={t('Other names')} columns={columns} rows={rows} rowKey={(row) => row.name} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('None. Describe a name to hide values before the first of them arrives.')}
        </Text>
      )}
      {editing && (
        <DescribeNameModal described={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </Panel>
  );
}
