import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { groupPath, relationQueries, type PeopleGroup } from '../api/relation-queries';
import { post } from '../api/request';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';
import { FaultAlert } from '../ui/states';
import { useFocusBack } from '../ui/use-focus-back';
import { useTypedValue } from '../values/use-typed-value';
import { KindField, ValueField } from '../values/value-field';

interface GroupTraitModalProps {
  group: PeopleGroup;
  /** As the page's address names the group. */
  pageRef: string;
  /** null: a new one. */
  trait: string | null;
  onClose: () => void;
}

/** Sets or removes one trait of a group, at once. */
export default function GroupTraitModal({ group, pageRef, trait, onClose }: GroupTraitModalProps) {
  useFocusBack();
  const client = useQueryClient();
  const [name, setName] = useState(trait ?? '');
  const typed = useTypedValue(trait === null ? undefined : group.traits[trait]);
  const change = useMutation({
    mutationFn: (remove: boolean) => {
      const body = remove ? { unset: [name.trim()] } : { set: { [name.trim()]: typed.value } };
      return post<PeopleGroup>(`${groupPath(group.id)}/traits`, body);
    },
    onSuccess: async (changed) => {
      client.setQueryData(relationQueries.group(pageRef).queryKey, changed);
      tellDone(t('Saved.'));
      onClose();
      await client.invalidateQueries({ queryKey: listKey('/groups') });
    },
  });
  const faults = change.error ? faultsByField(change.error, ['set', 'unset']) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(false);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={trait === null ? t('Set a trait') : t('Change {trait}', { trait })}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {faults && <FaultAlert message={faults.rest ?? Object.values(faults.byField).join(' ')} />}
          <Text size="sm" c="dimmed">
            {t('It holds at once. A later group call that names the trait may change it again.')}
          </Text>
          {trait === null && (
            <TextInput
              label={t('Name')}
              required
              data-autofocus
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          )}
          <KindField typed={typed} />
          <ValueField typed={typed} />
          <Group justify="space-between">
            {trait === null ? (
              <span />
            ) : (
              <Button
                variant="default"
                loading={change.isPending && change.variables}
                onClick={() => change.mutate(true)}
              >
                {t('Remove the trait')}
              </Button>
            )}
            <Button
              type="submit"
              disabled={name.trim() === '' || typed.value === undefined}
              loading={change.isPending && !change.variables}
            >
              {t('Set')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
