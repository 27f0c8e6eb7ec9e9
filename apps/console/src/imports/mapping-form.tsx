import { Autocomplete, NativeSelect, Radio, Stack, TextInput } from '@mantine/core';
import { useSeenNames } from '../drafts/seen-names';
import type { CellType, Import, ImportMapping } from '../api/import-types';
import { t } from '../intl/text';
import {
  canBeUnset,
  importedLines,
  plainTargets,
  takesFormat,
  withTarget,
  type MappingLine,
} from './edit-mapping';
import classes from './imports.module.css';

const types: { value: CellType; label: string }[] = [
  { value: 'string', label: t('Text') },
  { value: 'number', label: t('Number') },
  { value: 'boolean', label: t('Yes or no') },
  { value: 'date', label: t('Date') },
  { value: 'datetime', label: t('Date and time') },
  { value: 'json', label: 'JSON' },
];

interface MappingFormProps {
  of: Import;
  lines: readonly MappingLine[];
  onExisting: ImportMapping['onExisting'];
  faults: Record<string, string>;
  onLines: (lines: MappingLine[]) => void;
  onOnExisting: (value: ImportMapping['onExisting']) => void;
}

/** What each column of the file becomes. An empty target leaves the column out. */
export function MappingForm({ of, lines, onExisting, faults, onLines, onOnExisting }: MappingFormProps) {
  const names = useSeenNames();
  const root = of.kind === 'profiles' ? 'traits' : 'properties';
  const seen = of.kind === 'profiles' ? names.traits : Object.values(names.properties).flat();
  const targets = [...plainTargets[of.kind], ...[...new Set(seen)].map((name) => `${root}.${name}`)];
  const imported = importedLines(lines);
  const change = (at: MappingLine, next: MappingLine) =>
    onLines(lines.map((line) => (line === at ? next : line)));
  return (
    <Stack gap="md">
      <div className={classes.mapping}>
        {lines.map((line) => {
          const place = imported.indexOf(line);
          const fault = (field: string) => (place < 0 ? undefined : faults[`columns[${place}].${field}`]);
          const about = (what: string) => t('{what} of column {column}', { what, column: line.column });
          return (
            <div
              key={line.column}
              className={classes.row}
              data-left-out={line.to === '' ? 'true' : undefined}
            >
              <span className={classes.column}>{line.column}</span>
              <Autocomplete
                aria-label={about(t('Target'))}
                placeholder={t('Not imported')}
                data={targets}
                value={line.to}
                error={fault('to') ?? fault('column')}
                onChange={(to) => change(line, withTarget(line, to, of.kind))}
              />
              <NativeSelect
                aria-label={about(t('Type'))}
                data={types}
                value={line.type}
                error={fault('type')}
                disabled={line.to === ''}
                onChange={(event) => change(line, { ...line, type: event.currentTarget.value as CellType })}
              />
              {takesFormat(line.type) && line.to !== '' ? (
                <TextInput
                  aria-label={about(t('How it is written'))}
                  placeholder={line.type === 'number' ? '1,234.56' : 'DD.MM.YYYY'}
                  value={line.format}
                  error={fault('format')}
                  onChange={(event) => change(line, { ...line, format: event.currentTarget.value })}
                />
              ) : (
                <span />
              )}
              {canBeUnset(line.to) ? (
                <NativeSelect
                  aria-label={about(t('Empty cell'))}
                  data={[
                    { value: 'skip', label: t('Empty: leave as is') },
                    { value: 'unset', label: t('Empty: remove it') },
                  ]}
                  value={line.onEmpty}
                  error={fault('onEmpty')}
                  onChange={(event) =>
                    change(line, { ...line, onEmpty: event.currentTarget.value as MappingLine['onEmpty'] })
                  }
                />
              ) : (
                <span />
              )}
            </div>
          );
        })}
      </div>
      {of.kind === 'profiles' && (
        <Radio.Group
          label={t('People you know already')}
          value={onExisting}
          error={faults['onExisting']}
          onChange={(value) => onOnExisting(value)}
        >
          <Stack gap={8} mt={6}>
            <Radio value="update" label={t('Update them with what the file says')} />
            <Radio value="skip" label={t('Leave them as they are; add new people only')} />
          </Stack>
        </Radio.Group>
      )}
    </Stack>
  );
}
