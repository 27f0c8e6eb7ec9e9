import { Button, Code } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { CircleOff, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { listKey, queries } from '../api/queries';
import { request } from '../api/request';
import type { ApiKey } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { DataList, type Column } from '../ui/data-list';
import { MoreButton } from '../ui/more-button';
import { tellFault } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { CreateApiKeyModal } from './create-api-key-modal';
import { SettingsTabs } from './settings-tabs';

export function ApiKeysPage() {
  const [creating, setCreating] = useState(false);
  const keys = useInfiniteQuery(queries.apiKeys());
  const rows = rowsOf(keys.data);
  const create = (
    <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t('New API key')}
    </Button>
  );
  return (
    <Page
      title={t('API keys')}
      subtitle={t(
        'Secret keys for your own programs. They act with the scopes you give them, in this workspace only.',
      )}
      actions={create}
      width="narrow"
    >
      <SettingsTabs />
      <Panel flush>
        {keys.error && !keys.data ? (
          <Failure error={keys.error} retry={() => void keys.refetch()} />
        ) : !keys.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={KeyRound} title={t('No API keys')} action={create}>
            {t('A program needs one to manage journeys and templates or to send messages.')}
          </Empty>
        ) : (
          <>
            <DataList label={t('API keys')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={keys} />
          </>
        )}
      </Panel>
      <CreateApiKeyModal opened={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

const columns: Column<ApiKey>[] = [
  { key: 'name', label: t('Name'), cell: (row) => row.name },
  {
    key: 'scopes',
    label: t('Scopes'),
    cell: (row) => <Code>{row.scopes.includes('*') ? t('everything') : row.scopes.join(', ')}</Code>,
  },
  { key: 'created', label: t('Created'), weight: 'minor', cell: (row) => <At value={row.createdAt} /> },
  {
    key: 'used',
    label: t('Last used'),
    cell: (row) => (row.lastUsedAt ? <At value={row.lastUsedAt} ago /> : t('never')),
  },
  { key: 'revoke', label: t('State'), align: 'end', cell: (row) => <Revoke apiKey={row} /> },
];

function Revoke({ apiKey }: { apiKey: ApiKey }) {
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => request('DELETE', `/api-keys/${apiKey.id}`),
    onSuccess: () => client.invalidateQueries({ queryKey: listKey('/api-keys') }),
    onError: tellFault,
  });
  if (apiKey.revokedAt) {
    return (
      <StatusBadge tone="quiet" icon={CircleOff}>
        {t('Revoked')}
      </StatusBadge>
    );
  }
  const ask = () =>
    confirmFirst({
      title: t('Revoke “{name}”?', { name: apiKey.name }),
      text: t('Programs that use it are refused at once. It cannot be brought back.'),
      confirm: t('Revoke'),
      danger: true,
      onConfirm: () => revoke.mutate(),
    });
  return (
    <Button size="compact-sm" variant="default" loading={revoke.isPending} onClick={ask}>
      {t('Revoke')}
      <span className="visually-hidden"> {apiKey.name}</span>
    </Button>
  );
}
