import type { JsonValue } from '@rapport/contracts';
import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { t } from '../intl/text';
import {
  hiddenKeywords,
  type PropertyRow,
  type PropertyTable,
  type PropertyType,
} from './domain/property-table';
import { readValues, writeValues } from './domain/allowed-values';
import classes from './plans.module.css';

const types: { value: string; label: string }[] = [
  { value: '', label: t('Any') },
  { value: 'string', label: t('Text') },
  { value: 'number', label: t('Number') },
  { value: 'integer', label: t('Whole number') },
  { value: 'boolean', label: t('Yes or no') },
  { value: 'object', label: t('Object') },
  { value: 'array', label: t('List') },
];
const formats = ['date-time', 'date', 'email', 'uuid', 'uri', 'ipv4'];

interface PropertyTableEditorProps {
  table: PropertyTable;
  onChange: (table: PropertyTable) => void;
}

export function PropertyTableEditor({ table, onChange }: PropertyTableEditorProps) {
  const { rows } = table;
  const set = (next: PropertyRow[]) => onChange({ ...table, rows: next });
  const [name, setName] = useState('');
  const taken = rows.some((row) => row.name === name.trim());
  const add = () => {
    const fresh = name.trim();
    if (fresh === '' || taken) return;
    set([...rows, { name: fresh, types: ['string'], required: false, values: null, format: null, rest: {} }]);
    setName('');
  };
  return (
    <div className={classes.properties}>
      {rows.map((row) => (
        <PropertyLine
          key={row.name}
          row={row}
          onChange={(next) => set(rows.map((one) => (one === row ? next : one)))}
          onRemove={() => set(rows.filter((one) => one !== row))}
        />
      ))}
      <form
        className={classes.addProperty}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextInput
          aria-label={t('Name of the new property')}
          placeholder={t('New property')}
          value={name}
          error={taken ? t('There already.') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" leftSection={<Plus size={16} aria-hidden />}>
          {t('Add property')}
        </Button>
      </form>
    </div>
  );
}

interface PropertyLineProps {
  row: PropertyRow;
  onChange: (row: PropertyRow) => void;
  onRemove: () => void;
}

function PropertyLine({ row, onChange, onRemove }: PropertyLineProps) {
  const about = (what: string) => t('{what} of {name}', { what, name: row.name });
  const nullable = row.types.includes('null');
  const main = row.types.filter((type) => type !== 'null');
  const several = main.length > 1;
  const hidden = hiddenKeywords(row);
  const setType = (value: string) => {
    const chosen = value === '' ? [] : [value as PropertyType];
    onChange({
      ...row,
      types: nullable && chosen.length > 0 ? [...chosen, 'null'] : chosen,
      format: value === 'string' ? row.format : null,
    });
  };
  return (
    <div className={classes.property}>
      <span className={classes.propertyName}>
        <code>{row.name}</code>
        {hidden.length > 0 && (
          <span className={classes.ruleNote}>{t('also: {keywords}', { keywords: hidden.join(', ') })}</span>
        )}
      </span>
      <NativeSelect
        aria-label={about(t('Type'))}
        value={several ? 'several' : (main[0] ?? '')}
        data={several ? [...types, { value: 'several', label: main.join(', ') }] : types}
        onChange={(event) => event.currentTarget.value !== 'several' && setType(event.currentTarget.value)}
      />
      <NativeSelect
        aria-label={about(t('Format'))}
        value={row.format ?? ''}
        disabled={main[0] !== 'string' || several}
        data={[
          { value: '', label: t('Any format') },
          ...[...new Set([...formats, ...(row.format ? [row.format] : [])])],
        ]}
        onChange={(event) => onChange({ ...row, format: event.currentTarget.value || null })}
      />
      <AllowedValues
        row={row}
        label={about(t('Allowed values'))}
        onChange={(values) => onChange({ ...row, values })}
      />
      <Checkbox
        label={t('Required')}
        aria-label={t('Required: {name}', { name: row.name })}
        checked={row.required}
        onChange={(event) => onChange({ ...row, required: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('or null')}
        aria-label={t('or null: {name}', { name: row.name })}
        checked={nullable}
        disabled={row.types.length === 0}
        onChange={(event) =>
          onChange({ ...row, types: event.currentTarget.checked ? [...main, 'null'] : main })
        }
      />
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t('Remove property {name}', { name: row.name })}
        onClick={onRemove}
      >
        <Trash2 size={16} aria-hidden />
      </ActionIcon>
    </div>
  );
}

interface AllowedValuesProps {
  row: PropertyRow;
  label: string;
  onChange: (values: JsonValue[] | null) => void;
}

/** Written as people do, with commas; kept as typed while the field has the focus. */
function AllowedValues({ row, label, onChange }: AllowedValuesProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      aria-label={label}
      placeholder={t('Any value')}
      value={typed ?? writeValues(row.values)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(readValues(event.currentTarget.value, row.types));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
