import { NativeSelect, TextInput } from '@mantine/core';
import type { ObjectType } from '../api/relation-queries';
import { t } from '../intl/text';
import { attributeOf } from './domain/attribute-text';

interface AttributeFieldProps {
  attribute: ObjectType['attributes'][number];
  text: string;
  /** What the server said of it. */
  fault: string | undefined;
  onChange: (text: string) => void;
}

/** One attribute, as its type is written; empty, it has no value. */
export function AttributeField({ attribute: { name, type }, text, fault, onChange }: AttributeFieldProps) {
  if (type === 'boolean') {
    return (
      <NativeSelect
        label={name}
        value={text}
        error={fault}
        data={[
          { value: '', label: t('No value') },
          { value: 'true', label: t('Yes (true)') },
          { value: 'false', label: t('No (false)') },
        ]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const isWrong = attributeOf(type, text) === undefined;
  return (
    <TextInput
      label={name}
      {...(type === 'number' ? { inputMode: 'decimal' as const } : {})}
      {...(type === 'date' ? { placeholder: '2026-11-02, 2026-11-02T09:30:00Z' } : {})}
      value={text}
      error={isWrong ? t('This is no number.') : fault}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
