import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent, type ReactNode } from 'react';
import { problemOf, sayProblem } from '../api/problem';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { ProblemList } from './problem-list';

interface PublishModalProps {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  confirm: string;
  busy: boolean;
  error: unknown;
  onPublish: (comment: string) => void;
}

/** The last look before something acts. What still blocks it is listed here, not thrown as a message. */
export default function PublishModal({
  opened,
  onClose,
  title,
  children,
  confirm,
  busy,
  error,
  onPublish,
}: PublishModalProps) {
  const [comment, setComment] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onPublish(comment.trim());
  };
  const problems = error ? (problemOf(error).problems ?? []) : [];
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" component="div">
            {children}
          </Text>
          <TextInput
            label={t('What changed?')}
            description={t('Optional; kept with the version')}
            maxLength={500}
            data-autofocus
            value={comment}
            onChange={(event) => setComment(event.currentTarget.value)}
          />
          {error ? (
            problems.length > 0 ? (
              <div>
                <Text size="sm" fw={600} mb={6}>
                  {t('This stops it from being published:')}
                </Text>
                <ProblemList problems={problems} />
              </div>
            ) : (
              <FaultAlert message={sayPublishFault(error)} />
            )
          ) : null}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('Cancel')}
            </Button>
            <Button type="submit" loading={busy}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function sayPublishFault(error: unknown): string {
  const faults = problemOf(error).errors ?? [];
  if (faults.length > 0) return faults.map((fault) => `${fault.field}: ${fault.message}`).join('; ');
  return sayProblem(error);
}
