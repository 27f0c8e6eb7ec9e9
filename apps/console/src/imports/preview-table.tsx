import { Stack, Text } from '@mantine/core';
import { CircleX, Copy, UserPlus, UserPen, UserX } from 'lucide-react';
import type { ImportKind, ImportPreview, PreviewedRow } from '../api/import-types';
import { formatNumber, t } from '../intl/text';
import { DataList, type Column } from '../ui/data-list';
import { StatusBadge } from '../ui/status-badge';
import classes from './imports.module.css';
import { Counts } from './say-import';

export function PreviewTable({ preview, kind }: { preview: ImportPreview; kind: ImportKind }) {
  const { counted } = preview;
  return (
    <Stack gap="md">
      <Counts counts={preview.counts} kind={kind} />
      <Text size="sm" c="dimmed">
        {counted.wholeFile
          ? t('Counted over all {n} rows.', { n: formatNumber(counted.total) })
          : t('Counted over the first {n} of {total} rows.', {
              n: formatNumber(counted.rows),
              total: formatNumber(counted.total),
            })}
      </Text>
      <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('First rows')}>
        <DataList
          label={t('First rows')}
          columns={columns}
          rows={preview.rows}
          rowKey={(row) => String(row.row)}
        />
      </div>
    </Stack>
  );
}

const columns: Column<PreviewedRow>[] = [
  { key: 'row', label: t('Row'), align: 'end', width: '64px', cell: (row) => row.row },
  { key: 'fate', label: t('Becomes'), cell: (row) => <Fate row={row} /> },
  { key: 'who', label: t('Person'), weight: 'main', cell: (row) => whoOf(row) },
  {
    key: 'values',
    label: t('With'),
    cell: (row) =>
      row.error ? (
        <span>
          {row.error.column
            ? t('{column}: {message}', { column: row.error.column, message: row.error.message })
            : row.error.message}
        </span>
      ) : (
        <span className={classes.values}>{valuesOf(row)}</span>
      ),
  },
];

function Fate({ row }: { row: PreviewedRow }) {
  switch (row.fate) {
    case 'new':
      return (
        <StatusBadge tone="good" icon={UserPlus}>
          {t('New')}
        </StatusBadge>
      );
    case 'updated':
      return (
        <StatusBadge tone="info" icon={UserPen}>
          {t('Known, updated')}
        </StatusBadge>
      );
    case 'skipped':
      return (
        <StatusBadge tone="quiet" icon={UserX}>
          {t('Known, left alone')}
        </StatusBadge>
      );
    case 'duplicates':
      return (
        <StatusBadge tone="quiet" icon={Copy}>
          {t('Imported before')}
        </StatusBadge>
      );
    case 'invalid':
      return (
        <StatusBadge tone="bad" icon={CircleX}>
          {t('Invalid')}
        </StatusBadge>
      );
  }
}

function whoOf({ event }: PreviewedRow): string {
  const email = event?.traits?.['email'];
  return event?.userId ?? (typeof email === 'string' ? email : (event?.anonymousId ?? '–'));
}

function valuesOf({ event }: PreviewedRow): string {
  if (!event) return '–';
  const name = event.type === 'identify' ? '' : `${event.name ?? event.type} `;
  return name + JSON.stringify(event.traits ?? event.properties ?? {});
}
