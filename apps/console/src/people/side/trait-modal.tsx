import {
  Autocomplete,
  Button,
  Group,
  JsonInput,
  Modal,
  NativeSelect,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { dataQueries } from '../../api/data-queries';
import { personPath } from '../../api/person-queries';
import type { Person } from '../../api/person-types';
import { faultsByField } from '../../api/problem';
import { post } from '../../api/request';
import { t } from '../../intl/text';
import { rowsOf } from '../../ui/rows';
import { FaultAlert } from '../../ui/states';
import { useFocusBack } from '../../ui/use-focus-back';
import { kindOf, kinds, readValue, writeValue, type ValueKind } from '../domain/trait-value';
import type { PendingTrait } from './pending-traits';

interface TraitModalProps {
  person: Person;
  /** null: a new one. */
  trait: string | null;
  onAsked: (change: PendingTrait) => void;
  onClose: () => void;
}

const kindLabels: Record<ValueKind, string> = {
  text: t('Text'),
  number: t('Number'),
  boolean: t('Yes or no'),
  json: t('JSON (list or object)'),
};

/** Sets or removes one trait, by an identify call through the front door like any other. */
export default function TraitModal({ person, trait, onAsked, onClose }: TraitModalProps) {
  useFocusBack();
  const current = trait === null ? undefined : person.traits[trait];
  const [name, setName] = useState(trait ?? '');
  const [kind, setKind] = useState<ValueKind>(() => kindOf(current));
  const [text, setText] = useState(() => writeValue(current));
  const value = readValue(kind, text);
  const change = useMutation({
    mutationFn: async (remove: boolean) => {
      const body = remove ? { unset: [name.trim()] } : { set: { [name.trim()]: value } };
      const { messageId } = await post<{ messageId: string }>(`${personPath(person.id)}/traits`, body);
      return { trait: name.trim(), value: remove ? undefined : value, messageId };
    },
    onSuccess: (asked) => {
      onAsked(asked);
      onClose();
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
            {t('It goes the way of every event, from the source “API”. A later event may change it again.')}
          </Text>
          {trait === null && <NameInput value={name} onChange={setName} />}
          <NativeSelect
            label={t('Kind of value')}
            value={kind}
            data={kinds.map((one) => ({ value: one, label: kindLabels[one] }))}
            onChange={(event) => setKind(event.currentTarget.value as ValueKind)}
          />
          <ValueField kind={kind} text={text} onChange={setText} />
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
              disabled={name.trim() === '' || value === undefined}
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

function NameInput({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const seen = useInfiniteQuery({ ...dataQueries.seenTraits({}), staleTime: 60_000 });
  return (
    <Autocomplete
      label={t('Name')}
      required
      data-autofocus
      data={rowsOf(seen.data).map(({ name }) => name)}
      value={value}
      onChange={onChange}
    />
  );
}

interface ValueFieldProps {
  kind: ValueKind;
  text: string;
  onChange: (text: string) => void;
}

function ValueField({ kind, text, onChange }: ValueFieldProps) {
  const wrong = text !== '' && readValue(kind, text) === undefined;
  switch (kind) {
    case 'boolean':
      return (
        <NativeSelect
          label={t('Value')}
          data-autofocus
          value={text}
          data={[
            { value: '', label: t('Choose') },
            { value: 'true', label: t('Yes (true)') },
            { value: 'false', label: t('No (false)') },
          ]}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'json':
      return (
        <JsonInput
          label={t('Value')}
          data-autofocus
          autosize
          minRows={4}
          maxRows={14}
          value={text}
          error={wrong && t('This is no JSON list or object.')}
          onChange={onChange}
        />
      );
    default:
      return (
        <TextInput
          label={t('Value')}
          data-autofocus
          {...(kind === 'number' ? { inputMode: 'decimal' as const } : {})}
          value={text}
          error={wrong && t('This is no number.')}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
  }
}
