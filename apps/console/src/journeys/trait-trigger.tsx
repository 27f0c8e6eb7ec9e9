import type { Scalar, TraitChangedOccurrence } from '@rapport/contracts';
import { Autocomplete, Group, NativeSelect, TextInput } from '@mantine/core';
import { t } from '../intl/text';
import { useJourneyEditing } from './editor-context';

interface TraitTriggerProps {
  trigger: TraitChangedOccurrence;
  onChange: (trigger: TraitChangedOccurrence) => void;
}

export function TraitTrigger({ trigger, onChange }: TraitTriggerProps) {
  const { names } = useJourneyEditing();
  const set = (end: 'from' | 'to', value: Scalar | null | undefined) => {
    const { [end]: _before, ...rest } = trigger;
    onChange(value === undefined ? rest : { ...rest, [end]: value });
  };
  return (
    <>
      <Autocomplete
        label={t('Trait')}
        placeholder="plan"
        value={trigger.trait}
        data={names.traits}
        onChange={(trait) => onChange({ ...trigger, trait })}
      />
      <EndInput label={t('From')} value={trigger.from} onChange={(value) => set('from', value)} />
      <EndInput label={t('To')} value={trigger.to} onChange={(value) => set('to', value)} />
    </>
  );
}

interface EndInputProps {
  label: string;
  value: Scalar | null | undefined;
  onChange: (value: Scalar | null | undefined) => void;
}

/** Absent = any value, null = the trait was or becomes missing. */
function EndInput({ label, value, onChange }: EndInputProps) {
  const mode = value === undefined ? 'any' : value === null ? 'missing' : 'value';
  return (
    <Group gap="xs" wrap="nowrap" align="flex-end">
      <NativeSelect
        label={label}
        value={mode}
        style={{ flex: 1 }}
        onChange={(event) => {
          const next = event.currentTarget.value;
          onChange(next === 'any' ? undefined : next === 'missing' ? null : '');
        }}
        data={[
          { value: 'any', label: t('any value') },
          { value: 'value', label: t('this value') },
          { value: 'missing', label: t('no value') },
        ]}
      />
      {mode === 'value' && (
        <TextInput
          aria-label={t('{label}: value', { label })}
          value={String(value)}
          style={{ flex: 1 }}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
