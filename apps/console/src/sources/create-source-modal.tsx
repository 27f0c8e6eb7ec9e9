import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { post } from '../api/request';
import type { Source, SourceKind } from '../api/types';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { sourceKinds } from './source-kinds';

export function CreateSourceModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('New source')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <CreateSourceForm />
    </Modal>
  );
}

function CreateSourceForm() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<SourceKind>('any');
  const create = useMutation({
    mutationFn: () => post<Source>('/sources', { name: name.trim(), kind }),
    onSuccess: async (source) => {
      await client.invalidateQueries({ queryKey: listKey('/sources') });
      await navigate({ to: '/sources/$sourceId', params: { sourceId: source.id } });
    },
  });
  const faults = create.error ? faultsByField(create.error, ['name', 'kind']) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {faults?.rest && <FaultAlert message={faults.rest} />}
        <TextInput
          label={t('Name')}
          placeholder={t('Web shop')}
          required
          data-autofocus
          value={name}
          error={faults?.byField['name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('Kind')}
          description={t(
            'Every kind accepts the same calls. A server may also bring new types of identifiers.',
          )}
          value={kind}
          error={faults?.byField['kind']}
          data={sourceKinds}
          onChange={(event) => setKind(event.currentTarget.value as SourceKind)}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('Create source')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
