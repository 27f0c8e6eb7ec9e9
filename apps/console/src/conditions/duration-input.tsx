import { Group, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { durationUnits, readDuration, writeDuration, type DurationUnit } from '../intl/durations';
import { t } from '../intl/text';

interface DurationInputProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  units?: readonly DurationUnit[];
  compact?: boolean;
}

const unitWords: Record<DurationUnit, string> = {
  seconds: t('seconds'),
  minutes: t('minutes'),
  hours: t('hours'),
  days: t('days'),
  weeks: t('weeks'),
};

/** A number and a unit; a duration of several units, written through the API, is kept as its ISO 8601 text. */
export function DurationInput({
  label,
  value,
  onChange,
  units = durationUnits,
  compact,
}: DurationInputProps) {
  const parts = readDuration(value);
  if (!parts) {
    return (
      <TextInput
        label={label}
        description="ISO 8601"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const { amount, unit } = parts;
  return (
    <Group gap={6} wrap="nowrap" align="flex-end">
      <NumberInput
        {...(compact ? { 'aria-label': label } : { label })}
        min={1}
        max={9999}
        allowDecimal={false}
        clampBehavior="strict"
        value={amount}
        onChange={(next) => onChange(writeDuration(Math.max(1, Number(next) || 1), unit))}
        style={{ flex: '1 1 80px', minWidth: 72 }}
      />
      <NativeSelect
        aria-label={t('Unit of {label}', { label })}
        value={unit}
        data={units.map((one) => ({ value: one, label: unitWords[one] }))}
        onChange={(event) => onChange(writeDuration(amount, event.currentTarget.value as DurationUnit))}
        style={{ flex: '1 1 100px' }}
      />
    </Group>
  );
}
