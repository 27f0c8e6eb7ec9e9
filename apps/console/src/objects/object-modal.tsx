import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { StaleNotice } from '../drafts/stale-notice';
import { faultsByField, hasCode, namesNothing, plainFault } from '../api/problem';
import { listKey } from '../api/queries';
import { objectPath, type ObjectType, type RelatedObject } from '../api/relation-queries';
import { request, type Answer } from '../api/request';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { useFocusBack } from '../ui/use-focus-back';
import { AttributeField } from './attribute-field';
import { attributeOf, attributesOf, linesOf, textsOf } from './domain/attribute-text';

interface ObjectModalProps {
  type: ObjectType;
  /** As it was loaded; absent for a new one. */
  loaded?: Answer<RelatedObject>;
  onClose: () => void;
  onDone: (key: string) => void;
  /** Leaves what was written for what somebody else saved. */
  onLoadTheirs?: () => void;
}

/** Writes one object whole: its attributes, and whose it is. */
export default function ObjectModal({ type, loaded, onClose, onDone, onLoadTheirs }: ObjectModalProps) {
  useFocusBack();
  const client = useQueryClient();
  const before = loaded?.data;
  const [key, setKey] = useState('');
  const [texts, setTexts] = useState(textsOf(before?.attributes ?? {}));
  const [people, setPeople] = useState((before?.profiles ?? []).join('\n'));
  const [groups, setGroups] = useState((before?.groups ?? []).join('\n'));
  const save = useMutation({
    mutationFn: async (overwrite: boolean) => {
      const name = before?.key ?? key.trim();
      if (!before) await requireNew(type.key, name);
      const body = {
        attributes: attributesOf(type.attributes, texts),
        profiles: linesOf(people),
        groups: linesOf(groups),
      };
      const ifMatch = loaded?.etag && !overwrite ? { ifMatch: loaded.etag } : {};
      await request<RelatedObject>('PUT', objectPath(type.key, name), { body, ...ifMatch });
      return name;
    },
    onSuccess: async (name) => {
      onDone(name);
      await client.invalidateQueries({ queryKey: listKey(`/objects/${type.key}`) });
    },
  });
  const fields = type.attributes.map(({ name }) => `attributes.${name}`);
  const isStale = hasCode(save.error, 'stale_revision');
  const faults = save.error && !isStale ? faultsByField(save.error, [...fields, 'profiles', 'groups']) : null;
  const isWrong = type.attributes.some(
    ({ name, type: kind }) => attributeOf(kind, texts[name] ?? '') === undefined,
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(false);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={before ? t('Change {key}', { key: before.key }) : t('New object: {type}', { type: type.name })}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {isStale && onLoadTheirs && (
            <StaleNotice
              error={save.error}
              onLoadTheirs={onLoadTheirs}
              onOverwrite={() => save.mutate(true)}
            />
          )}
          {faults?.rest && <FaultAlert message={faults.rest} />}
          {!before && (
            <TextInput
              label={t('Key')}
              description={t('As your own system calls it. It cannot be changed later.')}
              required
              data-autofocus
              value={key}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
          )}
          {type.attributes.map((attribute) => (
            <AttributeField
              key={attribute.name}
              attribute={attribute}
              text={texts[attribute.name] ?? ''}
              fault={faults?.byField[`attributes.${attribute.name}`]}
              onChange={(text) => setTexts({ ...texts, [attribute.name]: text })}
            />
          ))}
          <Textarea
            label={t('People')}
            description={t('One a line, by identifier: user_id:42 or email:ada@acme.test.')}
            autosize
            minRows={2}
            value={people}
            error={faults?.byField['profiles']}
            onChange={(event) => setPeople(event.currentTarget.value)}
          />
          <Textarea
            label={t('Groups')}
            description={t('One a line: group_id:acme.')}
            autosize
            minRows={1}
            value={groups}
            error={faults?.byField['groups']}
            onChange={(event) => setGroups(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button
              type="submit"
              disabled={isWrong || (!before && key.trim() === '')}
              loading={save.isPending}
            >
              {before ? t('Save') : t('Create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Writing is replacing: nobody means that by "new". */
async function requireNew(type: string, key: string): Promise<void> {
  try {
    await request('GET', objectPath(type, key));
  } catch (error) {
    if (namesNothing(error)) return;
    throw error;
  }
  throw plainFault(t('There is one with this key already.'));
}
