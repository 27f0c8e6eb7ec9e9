import { Button, Checkbox, Group, Modal, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { post } from '../api/request';
import type { ApiKey } from '../api/types';
import { t } from '../intl/text';
import { CopyText } from '../ui/copy-text';
import { FaultAlert } from '../ui/states';
import classes from './settings.module.css';

const scopes = [
  'events:read',
  'events:send',
  'profiles:read',
  'journeys:write',
  'journeys:publish',
  'templates:write',
  'messages:read',
  'messages:send',
  'messages:content',
  'sources:write',
  'team:write',
  'workspace:write',
];

export function CreateApiKeyModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('New API key')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <CreateApiKeyForm onClose={onClose} />
    </Modal>
  );
}

function CreateApiKeyForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [reach, setReach] = useState<'all' | 'some'>('all');
  const [chosen, setChosen] = useState<string[]>([]);
  const create = useMutation({
    mutationFn: () =>
      post<ApiKey>('/api-keys', { name: name.trim(), scopes: reach === 'all' ? ['*'] : chosen }),
    onSuccess: () => client.invalidateQueries({ queryKey: listKey('/api-keys') }),
  });
  const faults = create.error ? faultsByField(create.error, ['name', 'scopes']) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  if (create.data?.secret) return <ShownOnce secret={create.data.secret} onClose={onClose} />;
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {faults?.rest && <FaultAlert message={faults.rest} />}
        <TextInput
          label={t('Name')}
          placeholder={t('Nightly import')}
          required
          data-autofocus
          value={name}
          error={faults?.byField['name']}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group label={t('It may')} value={reach} onChange={(value) => setReach(value)}>
          <Stack gap={6} mt={6}>
            <Radio value="all" label={t('Do everything in this workspace')} />
            <Radio value="some" label={t('Only what I choose')} />
          </Stack>
        </Radio.Group>
        {reach === 'some' && (
          <Checkbox.Group
            label={t('Scopes')}
            value={chosen}
            onChange={setChosen}
            error={faults?.byField['scopes']}
          >
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing={6} verticalSpacing={6} mt={6}>
              {scopes.map((scope) => (
                <Checkbox key={scope} value={scope} label={scope} />
              ))}
            </SimpleGrid>
          </Checkbox.Group>
        )}
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('Create key')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function ShownOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        {t('Copy the key now. Rapport keeps only a fingerprint of it, so it cannot be shown again.')}
      </Text>
      <div className={classes.secret}>
        <code>{secret}</code>
        <CopyText text={secret} label={t('Copy')} subject={t('the API key')} />
      </div>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t('Done')}</Button>
      </Group>
    </Stack>
  );
}
