import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { dataQueries } from '../api/data-queries';
import type { Import, RowError } from '../api/import-types';
import { getFile, post } from '../api/request';
import { formatNumber, t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { DataList, type Column } from '../ui/data-list';
import { MoreButton } from '../ui/more-button';
import { tellFault } from '../ui/notices';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { saveFile } from '../ui/save-file';
import { Failure, FaultAlert, Loading } from '../ui/states';
import { Counts } from './say-import';

/** How far it is, and at the end what became of every row. */
export function ImportResult({ of }: { of: Import }) {
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => post(`/operations/profiles/${of.operationId ?? ''}/cancel`),
    onSuccess: () => client.invalidateQueries({ queryKey: dataQueries.import(of.id).queryKey }),
    onError: tellFault,
  });
  const total = of.progress.total ?? of.rows;
  const ask = () =>
    confirmFirst({
      title: t('Cancel the import?'),
      text: t('Rows that have landed stay. The rest is left out; the same file can be imported again later.'),
      confirm: t('Cancel the import'),
      cancel: t('Go on importing'),
      danger: true,
      onConfirm: () => cancel.mutate(),
    });
  return (
    <>
      <Panel
        title={of.state === 'running' ? t('Importing') : t('Result')}
        aside={
          of.state === 'running' && (
            <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={ask}>
              {t('Cancel')}
            </Button>
          )
        }
      >
        <Stack gap="md">
          {of.error && <FaultAlert message={of.error.message} />}
          <Progress
            value={total === 0 ? 100 : (of.progress.done / total) * 100}
            aria-label={t('Rows done')}
          />
          <Text size="sm">
            {t('{n} of {total} rows', { n: formatNumber(of.progress.done), total: formatNumber(total) })}
          </Text>
          <Counts counts={of.counts} kind={of.kind} />
        </Stack>
      </Panel>
      {of.counts.invalid > 0 && <RowErrors of={of} />}
    </>
  );
}

const columns: Column<RowError>[] = [
  { key: 'row', label: t('Row'), align: 'end', width: '72px', cell: (row) => formatNumber(row.row) },
  { key: 'column', label: t('Column'), weight: 'main', cell: (row) => row.column ?? t('whole row') },
  { key: 'message', label: t('What is wrong'), cell: (row) => row.message },
  { key: 'code', label: t('Code'), weight: 'minor', cell: (row) => <code>{row.code}</code> },
];

function RowErrors({ of }: { of: Import }) {
  const errors = useInfiniteQuery({
    ...dataQueries.importErrors(of.id),
    refetchInterval: of.state === 'running' ? 3000 : false,
  });
  const download = useMutation({
    mutationFn: async () => saveFile(await getFile(`/imports/${of.id}/errors.csv`), `${of.id}-errors.csv`),
    onError: tellFault,
  });
  return (
    <Panel
      title={t('Rows that did not land')}
      hint={t(
        'Download them, correct them, and import that file: the rows that landed are not touched again.',
      )}
      flush
      aside={
        <Group>
          <Button
            size="compact-sm"
            leftSection={<Download size={14} aria-hidden />}
            loading={download.isPending}
            onClick={() => download.mutate()}
          >
            {t('Download rejected rows')}
          </Button>
        </Group>
      }
    >
      {errors.error && !errors.data ? (
        <Failure error={errors.error} retry={() => void errors.refetch()} />
      ) : !errors.data ? (
        <Loading />
      ) : (
        <>
          <DataList
            label={t('Rows that did not land')}
            columns={columns}
            rows={rowsOf(errors.data)}
            rowKey={(row) => `${row.row} ${row.column ?? ''} ${row.code}`}
          />
          <MoreButton query={errors} />
        </>
      )}
    </Panel>
  );
}
