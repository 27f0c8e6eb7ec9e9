import { Checkbox } from '@mantine/core';
import type { DeadLetter } from '../api/letter-types';
import { sayRejection } from '../events/say-code';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { LetterBadge } from './letter-state';
import classes from './rejected.module.css';

interface LetterTableProps {
  rows: readonly DeadLetter[];
  chosen: ReadonlySet<string>;
  nameOfSource: (id: string | null) => string;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onOpen: (letter: DeadLetter) => void;
}

export function LetterTable({ rows, chosen, nameOfSource, onChoose, onOpen }: LetterTableProps) {
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose(next);
  };
  const columns: Column<DeadLetter>[] = [
    {
      key: 'choose',
      label: t('Choose'),
      width: '72px',
      cell: (row) => (
        <Checkbox
          aria-label={t('Choose {why} of {when}', { why: sayRejection(row.code), when: row.lastAt })}
          checked={chosen.has(row.id)}
          disabled={row.state !== 'open'}
          onChange={() => toggle(row.id)}
        />
      ),
    },
    {
      key: 'why',
      label: t('Why'),
      weight: 'main',
      cell: (row) => (
        <button type="button" className={classes.open} onClick={() => onOpen(row)}>
          {sayRejection(row.code)}
        </button>
      ),
    },
    { key: 'field', label: t('At'), cell: (row) => (row.field ? <code>{row.field}</code> : '–') },
    {
      key: 'from',
      label: t('From'),
      weight: 'minor',
      cell: (row) =>
        row.origin === 'ingest' ? nameOfSource(row.sourceId) : (row.consumer ?? row.topic ?? '–'),
    },
    { key: 'state', label: t('State'), cell: (row) => <LetterBadge state={row.state} /> },
    { key: 'at', label: t('Last tried'), cell: (row) => <At value={row.lastAt} /> },
  ];
  return <DataList label={t('Rejected')} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}
