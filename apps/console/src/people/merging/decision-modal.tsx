import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode, type RefObject } from 'react';
import { request } from '../../api/request';
import { t } from '../../intl/text';
import { Loading } from '../../ui/states';
import { useFocusBack } from '../../ui/use-focus-back';
import { Refusal } from './refusal';

interface DecisionModalProps<Answer> {
  title: string;
  /** Words of the button that does it. */
  confirm: string;
  path: string;
  /** What is decided, without reason; null while that is not complete. */
  body: object | null;
  /** What has to be chosen first. */
  children?: ReactNode;
  preview: (answer: Answer) => ReactNode;
  onDone: (answer: Answer) => void;
  onClose: () => void;
  /** When not to where it was, as from an item of a menu. */
  focusBackTo?: RefObject<HTMLElement | null>;
}

/** The reason is not known yet when one only looks. */
const whileLooking = { reason: '-', dryRun: true };

/** A decision about who is who: first what it would do, then, with a reason, it is done. */
export function DecisionModal<Answer>(props: DecisionModalProps<Answer>) {
  const { path, body, onDone, onClose } = props;
  useFocusBack(props.focusBackTo);
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const trial = useQuery({
    queryKey: ['dry-run', path, body],
    queryFn: async ({ signal }) =>
      (await request<Answer>('POST', path, { body: { ...body, ...whileLooking }, signal })).data,
    enabled: body !== null,
    retry: false,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const asked = JSON.stringify(body);
  const decide = useMutation({
    mutationFn: async (_asked: string) =>
      (await request<Answer>('POST', path, { body: { ...body, reason: reason.trim() } })).data,
    onSuccess: async (answer) => {
      onDone(answer);
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'dry-run' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate(asked);
  };
  // A refusal speaks of what was chosen then.
  const fault = (decide.variables === asked ? decide.error : null) ?? trial.error;
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={props.title}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {props.children}
          {body !== null && trial.isPending && <Loading label={t('Looking what it would do…')} />}
          {trial.data !== undefined && props.preview(trial.data)}
          {fault && <Refusal error={fault} />}
          {trial.data !== undefined && (
            <TextInput
              label={t('Reason')}
              description={t('Kept with the record, for whoever asks later.')}
              required
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button
              type="submit"
              loading={decide.isPending}
              disabled={trial.data === undefined || reason.trim() === ''}
            >
              {props.confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
