import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { post } from '../api/request';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import type { DraftResource } from './use-draft';

interface CreateThingModalProps {
  resource: DraftResource;
  title: string;
  placeholder: string;
  confirm: string;
  draft: unknown;
  onClose: () => void;
  onDone: (id: string) => void;
}

/** A new thing with versions needs a name; everything else is written in its editor. */
export default function CreateThingModal(props: CreateThingModalProps) {
  const { resource, title, placeholder, confirm, draft, onClose, onDone } = props;
  const client = useQueryClient();
  const [name, setName] = useState('');
  const create = useMutation({
    mutationFn: () => post<{ id: string }>(`/${resource}`, { name: name.trim(), draft }),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: listKey(`/${resource}`) });
      onDone(id);
    },
  });
  const faults = create.error ? faultsByField(create.error, ['name']) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {faults?.rest && <FaultAlert message={faults.rest} />}
          <TextInput
            label={t('Name')}
            placeholder={placeholder}
            required
            data-autofocus
            value={name}
            error={faults?.byField['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={create.isPending}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
