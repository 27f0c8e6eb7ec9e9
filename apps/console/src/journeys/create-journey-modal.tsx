import type { JourneyDraft } from '@rapport/contracts';
import { Autocomplete, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { post } from '../api/request';
import type { Journey } from '../api/types';
import { useSeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';

export function CreateJourneyModal({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('New journey')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <CreateJourneyForm />
    </Modal>
  );
}

function CreateJourneyForm() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const names = useSeenNames();
  const [name, setName] = useState('');
  const [event, setEvent] = useState('');
  const create = useMutation({
    mutationFn: () => {
      const draft: JourneyDraft = {
        ...(event.trim() ? { trigger: { kind: 'event', event: event.trim() } } : {}),
        entry: { reentry: { rule: 'once' } },
        steps: [],
      };
      return post<Journey>('/journeys', { name: name.trim(), draft });
    },
    onSuccess: async (journey) => {
      await client.invalidateQueries({ queryKey: listKey('/journeys') });
      await navigate({ to: '/journeys/$journeyId', params: { journeyId: journey.id } });
    },
  });
  const faults = create.error ? faultsByField(create.error, ['name']) : null;
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {faults?.rest && <FaultAlert message={faults.rest} />}
        <TextInput
          label={t('Name')}
          placeholder={t('Welcome series')}
          required
          data-autofocus
          value={name}
          error={faults?.byField['name']}
          onChange={(changed) => setName(changed.currentTarget.value)}
        />
        <Autocomplete
          label={t('Starts when this event arrives')}
          description={t('Optional; you can choose it later, or start from a trait that changes.')}
          placeholder="Signed Up"
          data={names.events}
          value={event}
          onChange={setEvent}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.isPending}>
            {t('Create journey')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
