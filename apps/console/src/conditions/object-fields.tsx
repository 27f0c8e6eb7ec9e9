import type { CountOperator, CountTest, ObjectCondition } from '@rapport/contracts';
import { Autocomplete, Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SeenObjectType } from '../drafts/seen-names';
import { t } from '../intl/text';
import classes from './condition-editor.module.css';

interface ObjectFieldsProps {
  object: ObjectCondition;
  types: readonly SeenObjectType[];
  onChange: (object: ObjectCondition) => void;
  /** The editor of what must hold of each object. */
  children: ReactNode;
}

const counts: { value: CountOperator; label: string }[] = [
  { value: 'at_least', label: t('at least') },
  { value: 'at_most', label: t('at most') },
  { value: 'exactly', label: t('exactly') },
  { value: 'greater_than', label: t('more than') },
  { value: 'less_than', label: t('fewer than') },
  { value: 'between', label: t('between') },
];

const one: CountTest = { op: 'at_least', value: 1 };
/** As the server takes it. */
const mostObjects = 1_000_000;

/** How many objects of which type, and what must hold of each. */
export function ObjectFields({ object, types, onChange, children }: ObjectFieldsProps) {
  const { op, value } = object.count ?? one;
  const [first, last] = typeof value === 'number' ? [value, value] : value;
  const setCount = (count: CountTest) => onChange({ ...object, count });
  return (
    <>
      <Autocomplete
        aria-label={t('Type of object')}
        placeholder={t('type, such as order')}
        value={object.objectType}
        data={types.map(({ key }) => key)}
        onChange={(objectType) => onChange({ ...object, objectType })}
      />
      <NativeSelect
        aria-label={t('How many')}
        value={op}
        data={counts}
        onChange={(event) => setCount(countWith(event.currentTarget.value as CountOperator, first))}
      />
      <Group gap={6} wrap="nowrap">
        <CountInput
          label={op === 'between' ? t('From') : t('Number')}
          value={first}
          onChange={(next) => setCount({ op, value: op === 'between' ? [next, Math.max(next, last)] : next })}
        />
        {op === 'between' && (
          <CountInput
            label={t('To')}
            value={last}
            onChange={(next) => setCount({ op, value: [Math.min(first, next), next] })}
          />
        )}
      </Group>
      <div className={classes.where}>
        <Text size="sm" c="dimmed">
          {object.where ? t('Count only those of which:') : t('All of them count.')}
        </Text>
        {children}
      </div>
    </>
  );
}

function CountInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <NumberInput
      aria-label={label}
      min={0}
      max={mostObjects}
      allowDecimal={false}
      clampBehavior="strict"
      value={value}
      onChange={(next) => onChange(Number(next) || 0)}
    />
  );
}

function countWith(op: CountOperator, first: number): CountTest {
  return { op, value: op === 'between' ? [first, first + 1] : first };
}
