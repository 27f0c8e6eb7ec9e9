import { Button, Group, Modal, Text } from '@mantine/core';
import { t } from '../intl/text';
import type { Question } from './confirm';

export default function ConfirmDialog({ question, onClose }: { question: Question; onClose: () => void }) {
  const cancel = () => {
    onClose();
    question.onCancel?.();
  };
  const confirm = () => {
    onClose();
    question.onConfirm();
  };
  return (
    <Modal
      opened
      onClose={cancel}
      title={question.title}
      size="sm"
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Text size="sm">{question.text}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" data-autofocus onClick={cancel}>
          {question.cancel ?? t('Cancel')}
        </Button>
        <Button {...(question.danger ? { color: 'red.9' } : {})} onClick={confirm}>
          {question.confirm}
        </Button>
      </Group>
    </Modal>
  );
}
