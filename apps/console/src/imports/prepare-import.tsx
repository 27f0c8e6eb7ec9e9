import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataQueries } from '../api/data-queries';
import type { Import, ImportMapping } from '../api/import-types';
import { problemOf, sayProblem } from '../api/problem';
import { listKey } from '../api/queries';
import { post, request } from '../api/request';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { tellFault } from '../ui/notices';
import { Panel } from '../ui/panel';
import { FaultAlert, Loading } from '../ui/states';
import { linesOf, mappingOf } from './edit-mapping';
import { MappingForm } from './mapping-form';
import { PreviewTable } from './preview-table';

/** Before anything lands: what the columns mean, what would come of the rows, and only then the start. */
export function PrepareImport({ of }: { of: Import }) {
  const client = useQueryClient();
  const known = of.mapping ?? of.guess;
  const [lines, setLines] = useState(() => linesOf(of.columns, known));
  const [onExisting, setOnExisting] = useState<ImportMapping['onExisting']>(known?.onExisting ?? 'update');
  const next = JSON.stringify(mappingOf(lines, onExisting));
  const isSaved = of.format === 'ndjson' || JSON.stringify(of.mapping) === next;
  const save = useMutation({
    mutationFn: async () =>
      (await request<Import>('PUT', `/imports/${of.id}/mapping`, { body: JSON.parse(next) })).data,
    onSuccess: (saved) => client.setQueryData(dataQueries.import(of.id).queryKey, saved),
  });
  const faults = save.error ? byField(save.error) : {};
  const general = save.error
    ? (faults['columns'] ?? (Object.keys(faults).length > 0 ? null : sayProblem(save.error)))
    : null;
  return (
    <>
      {of.format === 'csv' && (
        <Panel
          title={t('What the columns mean')}
          hint={t(
            'Guessed from the names and the first rows. One of userId, anonymousId or email says who a row is about.',
          )}
        >
          {general && <FaultAlert message={general} />}
          <MappingForm
            of={of}
            lines={lines}
            onExisting={onExisting}
            faults={faults}
            onLines={setLines}
            onOnExisting={setOnExisting}
          />
          <Group justify="flex-end" mt="md">
            <Button
              variant={isSaved ? 'default' : 'filled'}
              loading={save.isPending}
              disabled={isSaved}
              onClick={() => save.mutate()}
            >
              {isSaved ? t('Mapping saved') : t('Save and preview')}
            </Button>
          </Group>
        </Panel>
      )}
      {isSaved && <Preview of={of} mapping={of.format === 'ndjson' ? 'lines' : next} />}
    </>
  );
}

function Preview({ of, mapping }: { of: Import; mapping: string }) {
  const preview = useQuery(dataQueries.importPreview(of.id, mapping));
  return (
    <>
      <Panel
        title={t('Preview')}
        hint={t('The first rows as they would land. Nothing has been imported yet.')}
      >
        {preview.error ? (
          <FaultAlert message={sayProblem(preview.error)} />
        ) : preview.data ? (
          <PreviewTable preview={preview.data} kind={of.kind} />
        ) : (
          <Loading label={t('Reading the file…')} />
        )}
      </Panel>
      {preview.data && <StartPanel of={of} />}
    </>
  );
}

function StartPanel({ of }: { of: Import }) {
  const client = useQueryClient();
  const [mode, setMode] = useState<'backfill' | 'live'>('backfill');
  const start = useMutation({
    mutationFn: () => post(`/imports/${of.id}/start`, { mode }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: dataQueries.import(of.id).queryKey });
      await client.invalidateQueries({ queryKey: listKey('/imports') });
    },
    onError: tellFault,
  });
  const ask = () => {
    if (mode === 'backfill') return start.mutate();
    confirmFirst({
      title: t('Let these rows start journeys?'),
      text: t(
        'Every row counts as if it happened now. Journeys may start, and messages may go out to these people.',
      ),
      confirm: t('Import, and start journeys'),
      danger: true,
      onConfirm: () => start.mutate(),
    });
  };
  return (
    <Panel title={t('Start')}>
      <Radio.Group value={mode} onChange={(value) => setMode(value)} aria-label={t('How the rows count')}>
        <Stack gap={10}>
          <Radio
            value="backfill"
            label={t('As history (recommended)')}
            description={t(
              'People, their timelines and audiences change. No journey starts and no message goes out.',
            )}
          />
          <Radio
            value="live"
            label={t('As if it happened now')}
            description={t('Journeys may start, as they would for events from a source.')}
          />
        </Stack>
      </Radio.Group>
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed">
          {t('Valid rows land, invalid ones are listed. The same file twice has no second effect.')}
        </Text>
        <Button loading={start.isPending} onClick={ask}>
          {t('Start import')}
        </Button>
      </Group>
    </Panel>
  );
}

/** The faults of the mapping by their whole path, as the table asks for them. */
function byField(error: unknown): Record<string, string> {
  return Object.fromEntries((problemOf(error).errors ?? []).map(({ field, message }) => [field, message]));
}
