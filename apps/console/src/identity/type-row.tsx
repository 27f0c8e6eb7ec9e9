import { ActionIcon, NumberInput, Switch, TagsInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import type { IdentifierType } from '../api/identity-types';
import { t } from '../intl/text';
import { builtInTypes } from './built-in-types';
import { mostIdentifiers } from './domain/limits-of-person';
import classes from './identity.module.css';

interface TypeRowProps {
  row: IdentifierType;
  /** What is wrong, by the name of the field. */
  faults: Partial<Record<'type' | 'limit' | 'paths' | 'enabled', string>>;
  onChange: (row: IdentifierType) => void;
  onRemove: () => void;
}

/** One type of identifiers: how many of it one person may hold, and where it is found. */
export function TypeRow({ row, faults, onChange, onRemove }: TypeRowProps) {
  const builtIn = builtInTypes.get(row.type);
  const about = (what: string) => t('{what} of {name}', { what, name: row.type });
  /** Whoever names a place for the first time wants it looked at. */
  const setPaths = (paths: string[]) =>
    onChange({ ...row, paths, enabled: row.paths.length === 0 && paths.length > 0 ? true : row.enabled });
  const canBeOff = builtIn ? builtIn.canBeOff : row.paths.length > 0;
  return (
    <li className={classes.type}>
      <span className={classes.typeName}>
        <code>{row.type}</code>
        {faults.type && <span className={classes.fault}>{faults.type}</span>}
      </span>
      {row.type === 'user_id' ? (
        <span className={classes.fixed}>{t('1, always')}</span>
      ) : (
        <NumberInput
          aria-label={about(t('Most per person'))}
          min={1}
          max={mostIdentifiers}
          allowDecimal={false}
          allowNegative={false}
          value={row.limit}
          error={faults.limit}
          onChange={(limit) => onChange({ ...row, limit: Number(limit) })}
        />
      )}
      {builtIn ? (
        <span className={classes.from}>{builtIn.from}</span>
      ) : (
        <TagsInput
          aria-label={about(t('Paths'))}
          placeholder={row.paths.length === 0 ? t('Only in context.externalIds') : ''}
          value={row.paths}
          error={faults.paths}
          splitChars={[',', ' ']}
          onChange={setPaths}
        />
      )}
      {canBeOff ? (
        <Switch
          label={t('Collect')}
          aria-label={t('Collect {name}', { name: row.type })}
          checked={row.enabled}
          error={faults.enabled}
          onChange={(event) => onChange({ ...row, enabled: event.currentTarget.checked })}
        />
      ) : (
        <span className={classes.fixed}>{builtIn && t('always')}</span>
      )}
      {builtIn ? (
        <span />
      ) : (
        <ActionIcon
          variant="subtle"
          color="gray"
          size={28}
          aria-label={t('Remove type {name}', { name: row.type })}
          onClick={onRemove}
        >
          <Trash2 size={16} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
}
