import type { ConditionValue, Scalar } from '@rapport/contracts';
import { Code, Group, NumberInput, TagsInput, TextInput } from '@mantine/core';
import { t } from '../intl/text';
import type { Compared } from './domain/leaf';
import { operatorWords } from './operators';
import { DurationInput } from './duration-input';

interface ValueInputProps {
  leaf: Compared;
  onChange: (value: ConditionValue | undefined) => void;
}

export function ValueInput({ leaf, onChange }: ValueInputProps) {
  const { shape } = operatorWords(leaf.op);
  const { value } = leaf;
  const label = t('Value');
  if (typeof value === 'object' && !Array.isArray(value)) return <Code>{JSON.stringify(value)}</Code>;
  switch (shape) {
    case 'none':
      return null;
    case 'text':
      return (
        <TextInput
          aria-label={label}
          placeholder={label}
          value={value === undefined ? '' : String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return (
        <NumberInput
          aria-label={label}
          placeholder={label}
          value={numberOf(value)}
          onChange={(next) => onChange(next === '' ? undefined : Number(next))}
        />
      );
    case 'texts':
      return (
        <TagsInput
          aria-label={t('Values')}
          placeholder={t('Enter after each value')}
          value={listOf(value).map(String)}
          onChange={onChange}
        />
      );
    case 'numbers':
      return <BetweenInput value={listOf(value)} onChange={onChange} />;
    case 'time':
      return (
        <TextInput
          aria-label={t('Date or time')}
          placeholder="2026-12-24"
          value={value === undefined ? '' : String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'duration':
      return (
        <DurationInput
          compact
          label={t('How long')}
          value={typeof value === 'string' && value !== '' ? value : 'P7D'}
          onChange={onChange}
        />
      );
  }
}

function BetweenInput({ value, onChange }: { value: Scalar[]; onChange: (value: Scalar[]) => void }) {
  const low = Number(value[0] ?? 0);
  const high = Number(value[1] ?? 0);
  return (
    <Group gap={6} wrap="nowrap">
      <NumberInput aria-label={t('From')} value={low} onChange={(next) => onChange([Number(next), high])} />
      <NumberInput aria-label={t('To')} value={high} onChange={(next) => onChange([low, Number(next)])} />
    </Group>
  );
}

function numberOf(value: ConditionValue | undefined): number | string {
  return typeof value === 'number' ? value : '';
}

function listOf(value: ConditionValue | undefined): Scalar[] {
  return Array.isArray(value) ? value : [];
}

/** The value that goes with another operator: kept where it still fits, otherwise a fresh one of the right type. */
export function valueFor(leaf: Compared, op: Compared['op']): ConditionValue | undefined {
  const { shape } = operatorWords(op);
  const before = leaf.value;
  switch (shape) {
    case 'none':
      return undefined;
    case 'text':
    case 'time':
      return typeof before === 'string' ? before : typeof before === 'number' ? String(before) : '';
    case 'number':
      return typeof before === 'number' ? before : Number(before) || 0;
    case 'texts':
      return Array.isArray(before) ? before : typeof before === 'string' && before !== '' ? [before] : [];
    case 'numbers':
      return [0, 100];
    case 'duration':
      return 'P7D';
  }
}
