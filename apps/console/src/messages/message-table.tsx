import type { Message } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import { JourneyName } from '../ui/known-names';
import { MessageLink } from '../ui/links';
import { MessageBadge } from './message-badge';
import { sayReason } from './message-state';

const columns: Column<Message>[] = [
  {
    key: 'subject',
    label: t('Message'),
    weight: 'main',
    cell: (row) => <MessageLink id={row.id}>{row.subject ?? t('Not rendered')}</MessageLink>,
  },
  { key: 'to', label: t('To'), cell: (row) => row.address ?? t('no address') },
  { key: 'state', label: t('State'), cell: (row) => <MessageBadge state={row.state} /> },
  {
    key: 'reason',
    label: t('Reason'),
    weight: 'minor',
    cell: (row) => (row.reason ? sayReason(row.reason) : '–'),
  },
  {
    key: 'origin',
    label: t('From'),
    weight: 'minor',
    cell: (row) => (row.origin.kind === 'journey' ? <JourneyName id={row.origin.journeyId} /> : t('API')),
  },
  { key: 'at', label: t('Planned'), cell: (row) => <At value={row.plannedAt} /> },
];

export function MessageTable({ rows, label }: { rows: readonly Message[]; label: string }) {
  return <DataList label={label} columns={columns} rows={rows} rowKey={(row) => row.id} />;
}
