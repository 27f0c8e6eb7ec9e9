import { Button, FileButton, Group, Progress, SegmentedControl, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import type { ImportKind } from '../api/import-types';
import { sayProblem } from '../api/problem';
import { listKey } from '../api/queries';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { FaultAlert } from '../ui/states';
import classes from './imports.module.css';
import { sendFile, type Upload } from './send-file';

const accepted = { profiles: '.csv,text/csv', events: '.csv,.ndjson,.jsonl,text/csv,application/x-ndjson' };

/** Drag a file here or choose it. Nothing is imported yet: first it is shown what its columns would become. */
export function UploadPanel() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [kind, setKind] = useState<ImportKind>('profiles');
  const [share, setShare] = useState(0);
  const [over, setOver] = useState(false);
  const running = useRef<Upload | null>(null);
  const upload = useMutation({
    mutationFn: (file: File) => {
      setShare(0);
      running.current = sendFile(file, kind, setShare);
      return running.current.done;
    },
    onSuccess: async (made) => {
      client.setQueryData(['one', `/imports/${made.id}`], made);
      await client.invalidateQueries({ queryKey: listKey('/imports') });
      await navigate({ to: '/imports/$importId', params: { importId: made.id } });
    },
  });
  const choose = (file: File | null | undefined) => {
    if (file && !upload.isPending) upload.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    choose(event.dataTransfer.files[0]);
  };
  return (
    <Panel title={t('Import a file')}>
      <Stack gap="md">
        <SegmentedControl
          aria-label={t('What the rows are')}
          value={kind}
          onChange={setKind}
          disabled={upload.isPending}
          data={[
            { value: 'profiles', label: t('People') },
            { value: 'events', label: t('Events') },
          ]}
          className={classes.kinds ?? ''}
        />
        <div
          className={classes.drop}
          data-over={over ? 'true' : undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={drop}
        >
          <FileUp size={24} aria-hidden />
          <Text size="sm">
            {kind === 'profiles'
              ? t('Drag a CSV file of people here, one row per person.')
              : t('Drag a CSV or NDJSON file of events here, one row per event.')}
          </Text>
          {upload.isPending ? (
            <div className={classes.sending}>
              <Progress value={share * 100} aria-label={t('Upload')} />
              <Group justify="space-between" mt={6}>
                <Text size="sm" role="status">
                  {share < 1 ? t('{n} % sent', { n: Math.floor(share * 100) }) : t('Reading the file…')}
                </Text>
                <Button size="compact-sm" variant="default" onClick={() => running.current?.cancel()}>
                  {t('Cancel')}
                </Button>
              </Group>
            </div>
          ) : (
            <FileButton onChange={choose} accept={accepted[kind]}>
              {(props) => <Button {...props}>{t('Choose a file')}</Button>}
            </FileButton>
          )}
          <Text size="xs" c="dimmed">
            {t('UTF-8, at most 100 MB. Nothing changes before you have seen what would.')}
          </Text>
        </div>
        {upload.error && <FaultAlert message={sayProblem(upload.error)} />}
      </Stack>
    </Panel>
  );
}
