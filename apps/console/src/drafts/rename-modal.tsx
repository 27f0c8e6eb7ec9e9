import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { sayProblem } from '../api/problem';
import { request } from '../api/request';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';

interface RenameModalProps {
  path: string;
  name: string;
  onClose: () => void;
  onDone: () => void;
}

export default function RenameModal({ path, name: before, onClose, onDone }: RenameModalProps) {
  const [name, setName] = useState(before);
  const rename = useMutation({
    mutationFn: () => request('PATCH', path, { body: { name: name.trim() } }),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('Rename')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {rename.error && <FaultAlert message={sayProblem(rename.error)} />}
          <TextInput
            label={t('Name')}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={rename.isPending}>
              {t('Rename')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
