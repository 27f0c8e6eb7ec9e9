import type { Condition } from '@rapport/contracts';
import { ActionIcon, Autocomplete, Button, Group as Row, NativeSelect, Text } from '@mantine/core';
import { ListPlus, Plus, Trash2 } from 'lucide-react';
import type { SeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import classes from './condition-editor.module.css';
import { conditionOf, groupOf, isGroup, type GroupMode } from './domain/group-of';
import { operatorGroups } from './operators';
import { ValueInput, valueFor, type Leaf } from './value-input';

/** Where the condition stands decides what it may look at. */
export type ConditionPlace = 'where' | 'entry_filter' | 'branch';

interface ConditionEditorProps {
  label: string;
  place: ConditionPlace;
  names: SeenNames;
  /** Property names of the trigger's event, first in the suggestions. */
  properties: readonly string[];
  value: Condition | undefined;
  onChange: (condition: Condition | undefined) => void;
  depth?: number;
}

const deepest = 3;

export function ConditionEditor({
  label,
  place,
  names,
  properties,
  value,
  onChange,
  depth = 0,
}: ConditionEditorProps) {
  const { mode, rows } = groupOf(value);
  const set = (next: Condition[], nextMode: GroupMode = mode) =>
    onChange(conditionOf({ mode: nextMode, rows: next }));
  const setRow = (index: number, row: Condition | undefined) =>
    set(row ? rows.with(index, row) : rows.toSpliced(index, 1));
  return (
    <fieldset className={classes.group} data-depth={depth}>
      <legend className="visually-hidden">{label}</legend>
      {rows.length > 1 || mode !== 'all' ? (
        <NativeSelect
          aria-label={t('{label}: how many must hold', { label })}
          size="xs"
          value={mode}
          className={classes.mode ?? ''}
          onChange={(event) => set(rows, event.currentTarget.value as GroupMode)}
          data={[
            { value: 'all', label: t('All of these hold') },
            { value: 'any', label: t('Any of these holds') },
            { value: 'none', label: t('None of these holds') },
          ]}
        />
      ) : null}
      {rows.map((row, index) => (
        <div key={index} className={classes.row}>
          {isGroup(row) ? (
            <ConditionEditor
              label={t('Group {n}', { n: index + 1 })}
              place={place}
              names={names}
              properties={properties}
              value={row}
              depth={depth + 1}
              onChange={(next) => setRow(index, next)}
            />
          ) : (
            <LeafEditor
              leaf={row as Leaf}
              place={place}
              names={names}
              properties={properties}
              onChange={(next) => setRow(index, next)}
            />
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            size={30}
            aria-label={t('Remove condition {n}', { n: index + 1 })}
            onClick={() => set(rows.toSpliced(index, 1))}
          >
            <Trash2 size={15} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      {rows.length === 0 && depth === 0 && place !== 'branch' && (
        <Text size="sm" c="dimmed">
          {t('No condition.')}
        </Text>
      )}
      <Row gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => set([...rows, freshLeaf(place)])}
        >
          {t('Condition')}
        </Button>
        {rows.length > 0 && depth < deepest && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<ListPlus size={14} aria-hidden />}
            onClick={() => set([...rows, { kind: 'or', conditions: [freshLeaf(place)] }])}
          >
            {t('Group')}
          </Button>
        )}
      </Row>
    </fieldset>
  );
}

export function freshLeaf(place: ConditionPlace): Leaf {
  return place === 'where'
    ? { kind: 'property', property: '', op: 'is', value: '' }
    : { kind: 'trait', trait: '', op: 'is', value: '' };
}

interface LeafEditorProps {
  leaf: Leaf;
  place: ConditionPlace;
  names: SeenNames;
  properties: readonly string[];
  onChange: (leaf: Leaf) => void;
}

function LeafEditor({ leaf, place, names, properties, onChange }: LeafEditorProps) {
  const { op } = leaf;
  const comparison = { op, ...(leaf.value === undefined ? {} : { value: leaf.value }) };
  return (
    <div className={classes.leaf}>
      {place !== 'where' && (
        <NativeSelect
          aria-label={t('Look at')}
          value={leaf.kind}
          onChange={(event) =>
            onChange(
              event.currentTarget.value === 'trait'
                ? { kind: 'trait', trait: '', ...comparison }
                : { kind: 'context', path: 'event.properties.', ...comparison },
            )
          }
          data={[
            { value: 'trait', label: t('Trait') },
            { value: 'context', label: place === 'branch' ? t('This run') : t('The event') },
          ]}
        />
      )}
      <Autocomplete
        aria-label={t('Name')}
        placeholder={leaf.kind === 'trait' ? t('trait') : t('property')}
        value={nameOf(leaf)}
        data={suggestions(leaf, names, properties)}
        onChange={(name) => onChange(named(leaf, name))}
      />
      <NativeSelect
        aria-label={t('Comparison')}
        value={op}
        onChange={(event) => {
          const next = event.currentTarget.value as Leaf['op'];
          const value = valueFor(leaf, next);
          const { value: _before, ...rest } = leaf;
          onChange({ ...rest, op: next, ...(value === undefined ? {} : { value }) });
        }}
        data={operatorGroups.map(({ group, operators }) => ({
          group,
          items: operators.map((words) => ({ value: words.op, label: words.label })),
        }))}
      />
      <ValueInput
        leaf={leaf}
        onChange={(value) => onChange(value === undefined ? leaf : { ...leaf, value })}
      />
    </div>
  );
}

function nameOf(leaf: Leaf): string {
  return leaf.kind === 'trait' ? leaf.trait : leaf.kind === 'context' ? leaf.path : leaf.property;
}

function named(leaf: Leaf, name: string): Leaf {
  if (leaf.kind === 'trait') return { ...leaf, trait: name };
  return leaf.kind === 'context' ? { ...leaf, path: name } : { ...leaf, property: name };
}

function suggestions(leaf: Leaf, names: SeenNames, properties: readonly string[]): string[] {
  if (leaf.kind === 'trait') return names.traits;
  if (leaf.kind === 'property') return [...properties];
  return properties.map((name) => `event.properties.${name}`);
}
