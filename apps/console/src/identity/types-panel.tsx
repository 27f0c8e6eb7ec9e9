import { Button, TextInput } from '@mantine/core';
import { Plus } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { IdentifierType, IdentitySettings } from '../api/identity-types';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import classes from './identity.module.css';
import { LimitsSum } from './limits-sum';
import { TypeRow } from './type-row';

interface TypesPanelProps {
  settings: IdentitySettings;
  faultOf: (field: string) => string | undefined;
  onChange: (types: IdentifierType[]) => void;
}

const fresh = { limit: 5, paths: [], enabled: true };

/** Which identifiers count, how many of each one person may hold, and where events carry them. */
export function TypesPanel({ settings, faultOf, onChange }: TypesPanelProps) {
  const { types } = settings;
  const [name, setName] = useState('');
  const isTaken = types.some(({ type }) => type === name.trim());
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || isTaken) return;
    onChange([...types, { type: name.trim(), ...fresh }]);
    setName('');
  };
  const faultsOf = (index: number) => {
    const of = (field: string) => faultOf(`types[${index}].${field}`);
    const found = { type: of('type'), limit: of('limit'), paths: of('paths'), enabled: of('enabled') };
    return Object.fromEntries(Object.entries(found).filter(([, fault]) => fault !== undefined));
  };
  return (
    <Panel
      title={t('Identifiers')}
      hint={t(
        'Two identifiers on one event are evidence that they are one person. A person holds at most so many of each type; what comes beyond stays a person of its own.',
      )}
    >
      <LimitsSum settings={settings} fault={faultOf('types')} />
      <div className={classes.typesHead} aria-hidden>
        <span>{t('Type')}</span>
        <span>{t('Most per person')}</span>
        <span>{t('Taken from, besides context.externalIds')}</span>
      </div>
      <ul className={classes.types} aria-label={t('Types of identifiers')}>
        {types.map((row, index) => (
          <TypeRow
            key={row.type}
            row={row}
            faults={faultsOf(index)}
            onChange={(next) => onChange(types.map((one) => (one === row ? next : one)))}
            onRemove={() => onChange(types.filter((one) => one !== row))}
          />
        ))}
      </ul>
      <form className={classes.addType} onSubmit={add}>
        <TextInput
          aria-label={t('Name of the new type')}
          placeholder="loyalty.number"
          value={name}
          error={isTaken ? t('There already.') : undefined}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" leftSection={<Plus size={16} aria-hidden />}>
          {t('Add type')}
        </Button>
      </form>
    </Panel>
  );
}
