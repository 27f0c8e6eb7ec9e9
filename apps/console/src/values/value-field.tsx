import { JsonInput, NativeSelect, TextInput } from '@mantine/core';
import { t } from '../intl/text';
import { kinds, type ValueKind } from '../people/domain/trait-value';
import type { TypedValue } from './use-typed-value';

const kindLabels: Record<ValueKind, string> = {
  text: t('Text'),
  number: t('Number'),
  boolean: t('Yes or no'),
  json: t('JSON (list or object)'),
};

export function KindField({ typed }: { typed: TypedValue }) {
  return (
    <NativeSelect
      label={t('Kind of value')}
      value={typed.kind}
      data={kinds.map((kind) => ({ value: kind, label: kindLabels[kind] }))}
      onChange={(event) => typed.setKind(event.currentTarget.value as ValueKind)}
    />
  );
}

export function ValueField({ typed: { kind, text, setText, value } }: { typed: TypedValue }) {
  const isWrong = text !== '' && value === undefined;
  if (kind === 'boolean') {
    return (
      <NativeSelect
        label={t('Value')}
        value={text}
        data={[
          { value: '', label: t('Choose') },
          { value: 'true', label: t('Yes (true)') },
          { value: 'false', label: t('No (false)') },
        ]}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    );
  }
  if (kind === 'json') {
    return (
      <JsonInput
        label={t('Value')}
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        error={isWrong && t('This is no JSON list or object.')}
        onChange={setText}
      />
    );
  }
  return (
    <TextInput
      label={t('Value')}
      {...(kind === 'number' ? { inputMode: 'decimal' as const } : {})}
      value={text}
      error={isWrong && t('This is no number.')}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
