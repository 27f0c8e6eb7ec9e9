import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { LetterChoice, ReplayReport } from '../api/letter-types';
import { hasEnded, type Operation } from '../api/operation-types';
import { sayProblem } from '../api/problem';
import { post } from '../api/request';
import { formatNumber, t } from '../intl/text';
import { OperationProgress } from '../operations/operation-progress';
import { useOperation } from '../operations/use-operation';
import { FaultAlert } from '../ui/states';
import { ReplaySheet } from './replay-sheet';

interface ReplayModalProps {
  choice: LetterChoice;
  /** How many are meant, in words. */
  subject: string;
  onClose: () => void;
}

/** A replay is tried first: what would pass and what would be turned away again, before anything happens. */
export default function ReplayModal({ choice, subject, onClose }: ReplayModalProps) {
  const client = useQueryClient();
  const trial = useReplay(choice, true);
  const real = useReplay(choice, false);
  const begin = trial.begin;
  useEffect(() => begin(), [begin]);
  const ended = real.report !== null;
  useEffect(() => {
    if (!ended) return;
    for (const path of ['/dead-letters', '/dead-letters/summary'])
      void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] === path });
  }, [ended, client]);
  const shown = real.started ? real : trial;
  const fit = trial.report ? trial.report.passed + trial.report.handedOver + trial.report.dropped : 0;
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('Replay {subject}', { subject })}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {real.started
            ? t('Each goes through the door again, and has its effect once.')
            : t('First a trial run: nothing happens yet.')}
        </Text>
        {shown.error && <FaultAlert message={shown.error} />}
        {shown.report ? (
          <ReplaySheet report={shown.report} />
        ) : (
          !shown.error && (
            <OperationProgress
              operation={shown.operation}
              label={real.started ? t('Replay') : t('Trial run')}
            />
          )
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {ended ? t('Close') : t('Cancel')}
          </Button>
          {!real.started && (
            <Button disabled={fit === 0} onClick={real.begin}>
              {trial.report ? t('Replay {n} now', { n: formatNumber(fit) }) : t('Replay')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}

interface Replay {
  begin: () => void;
  started: boolean;
  operation: Operation | undefined;
  report: ReplayReport | null;
  error: string | null;
}

function useReplay(choice: LetterChoice, dryRun: boolean): Replay {
  const { mutate, data, error, isIdle } = useMutation({
    mutationFn: () => post<Operation>('/dead-letters/replay', { ...choice, dryRun }),
  });
  const operation = useOperation('ingestion', data?.id ?? null);
  const isOver = operation !== undefined && hasEnded(operation.state);
  const fault = error ? sayProblem(error) : (operation?.error?.message ?? null);
  return {
    begin: mutate,
    started: !isIdle,
    operation,
    report: isOver && operation.state === 'succeeded' ? (operation.result as ReplayReport) : null,
    error: fault ?? (operation?.state === 'cancelled' ? t('The replay was cancelled.') : null),
  };
}
