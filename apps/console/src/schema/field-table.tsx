import type { ReactNode } from 'react';
import type { SeenField } from '../api/schema-types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { ShareBar } from '../ui/share-bar';
import { sayExample, sayTypes } from './say-types';
import classes from './schema.module.css';

interface FieldTableProps<Row extends SeenField> {
  label: string;
  rows: readonly Row[];
  shareLabel: string;
  shareOf: (row: Row) => number;
  onOpen: (row: Row) => void;
  /** In place of the plain list of types. */
  types?: (row: Row) => ReactNode;
  /** Stands behind the name. */
  aside?: Column<Row>;
}

const shownExamples = 3;

/** Properties or traits as they were seen; a name opens what is known of it and who reads it. */
export function FieldTable<Row extends SeenField>({
  label,
  rows,
  shareLabel,
  shareOf,
  onOpen,
  types = sayTypes,
  aside,
}: FieldTableProps<Row>) {
  const columns: Column<Row>[] = [
    {
      key: 'name',
      label: t('Name'),
      weight: 'main',
      width: '16%',
      cell: (row) => (
        <button type="button" className={classes.name} onClick={() => onOpen(row)}>
          {row.name}
        </button>
      ),
    },
    ...(aside ? [aside] : []),
    { key: 'types', label: t('Types'), cell: types },
    { key: 'share', label: shareLabel, cell: (row) => <ShareBar share={shareOf(row)} /> },
    {
      key: 'examples',
      label: t('Examples'),
      weight: 'minor',
      cell: (row) => (
        <span className={classes.examples}>
          {row.examples.slice(0, shownExamples).map(sayExample).join(', ') || '–'}
        </span>
      ),
    },
    { key: 'last', label: t('Last seen'), weight: 'minor', cell: (row) => <At value={row.lastSeenAt} ago /> },
  ];
  return <DataList label={label} columns={columns} rows={rows} rowKey={(row) => row.name} />;
}
