import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey } from '../api/queries';
import { objectTypePath, type ObjectType } from '../api/relation-queries';
import { request, type Answer } from '../api/request';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { useFocusBack } from '../ui/use-focus-back';
import { AttributeRows } from './attribute-rows';

interface ObjectTypeModalProps {
  /** As it was loaded; absent for a new one. */
  loaded?: Answer<ObjectType>;
  onClose: () => void;
  onDone: (type: ObjectType) => void;
}

/** Defines a type of object, or changes it: what it is called and which attributes its objects have. */
export default function ObjectTypeModal({ loaded, onClose, onDone }: ObjectTypeModalProps) {
  useFocusBack();
  const client = useQueryClient();
  const before = loaded?.data;
  const [key, setKey] = useState('');
  const [name, setName] = useState(before?.name ?? '');
  const [attributes, setAttributes] = useState<ObjectType['attributes']>(
    before?.attributes ?? [{ name: '', type: 'string' }],
  );
  const [idField, setIdField] = useState(before?.idField ?? '');
  const save = useMutation({
    mutationFn: async () => {
      const named = attributes
        .map((one) => ({ ...one, name: one.name.trim() }))
        .filter((one) => one.name !== '');
      const isThere = named.some((one) => one.name === idField);
      const body = { name: name.trim(), attributes: named, idField: isThere ? idField : null };
      if (!loaded)
        return request<ObjectType>('POST', '/object-types', { body: { key: key.trim(), ...body } });
      const ifMatch = loaded.etag ? { ifMatch: loaded.etag } : {};
      return request<ObjectType>('PATCH', objectTypePath(loaded.data.key), { body, ...ifMatch });
    },
    onSuccess: async ({ data }) => {
      onDone(data);
      await client.invalidateQueries({ queryKey: listKey('/object-types') });
    },
  });
  const faults = save.error ? faultsByField(save.error, ['key', 'name', 'attributes', 'idField']) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal
      opened
      onClose={onClose}
      title={before ? t('Change the type “{name}”', { name: before.name }) : t('New type of object')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {faults?.rest && <FaultAlert message={faults.rest} />}
          <TextInput
            label={t('Name')}
            placeholder={t('Order')}
            required
            data-autofocus
            value={name}
            error={faults?.byField['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {!before && (
            <TextInput
              label={t('Key')}
              description={t('As conditions, templates and the API name it. It cannot be changed later.')}
              placeholder="order"
              required
              value={key}
              error={faults?.byField['key']}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
          )}
          <AttributeRows
            attributes={attributes}
            fault={faults?.byField['attributes']}
            hint={before && t('One of which some object has a value neither goes nor changes its type.')}
            onChange={setAttributes}
          />
          <NativeSelect
            label={t('Attribute that holds the key')}
            description={t('For batches through the API whose items name no key.')}
            value={idField}
            error={faults?.byField['idField']}
            data={[
              { value: '', label: t('None') },
              ...attributes.filter((one) => one.name.trim() !== '').map((one) => one.name.trim()),
            ]}
            onChange={(event) => setIdField(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={name.trim() === ''} loading={save.isPending}>
              {before ? t('Save') : t('Create the type')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
