import type { ObjectCondition } from '@rapport/contracts';
import { Autocomplete, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import classes from './condition-editor.module.css';
import { lookingAt, nameOf, named, type Compared, type ConditionPlace, type Leaf } from './domain/leaf';
import { ObjectFields } from './object-fields';
import { operatorGroups } from './operators';
import { ValueInput, valueFor } from './value-input';

interface LeafEditorProps {
  leaf: Leaf;
  place: ConditionPlace;
  names: SeenNames;
  properties: readonly string[];
  onChange: (leaf: Leaf) => void;
  /** The editor of what must hold of an object; it is the editor that this one stands in. */
  whereOf: (object: ObjectCondition) => ReactNode;
}

/** One row: what it looks at, and what must be true of it. */
export function LeafEditor({ leaf, place, names, properties, onChange, whereOf }: LeafEditorProps) {
  return (
    <div className={classes.leaf}>
      {place !== 'where' && (
        <NativeSelect
          aria-label={t('Look at')}
          value={leaf.kind}
          onChange={(event) => onChange(lookingAt(event.currentTarget.value as Leaf['kind'], leaf))}
          data={[
            { value: 'trait', label: t('Trait') },
            { value: 'group_trait', label: t('A group’s trait') },
            { value: 'object', label: t('Related object') },
            ...contextOf(place),
          ]}
        />
      )}
      {leaf.kind === 'object' ? (
        <ObjectFields object={leaf} types={names.objectTypes} onChange={onChange}>
          {whereOf(leaf)}
        </ObjectFields>
      ) : (
        <ComparisonFields leaf={leaf} names={names} properties={properties} onChange={onChange} />
      )}
    </div>
  );
}

/** A list of people has neither a run nor an event to look at. */
function contextOf(place: ConditionPlace): { value: string; label: string }[] {
  if (place === 'people') return [];
  return [{ value: 'context', label: place === 'branch' ? t('This run') : t('The event') }];
}

type ComparisonFieldsProps = Pick<LeafEditorProps, 'names' | 'properties' | 'onChange'> & { leaf: Compared };

function ComparisonFields({ leaf, names, properties, onChange }: ComparisonFieldsProps) {
  return (
    <>
      <Autocomplete
        aria-label={t('Name')}
        placeholder={leaf.kind === 'trait' || leaf.kind === 'group_trait' ? t('trait') : t('property')}
        value={nameOf(leaf)}
        data={suggestions(leaf, names, properties)}
        onChange={(name) => onChange(named(leaf, name))}
      />
      <NativeSelect
        aria-label={t('Comparison')}
        value={leaf.op}
        onChange={(event) => {
          const next = event.currentTarget.value as Compared['op'];
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
    </>
  );
}

function suggestions(leaf: Compared, names: SeenNames, properties: readonly string[]): string[] {
  switch (leaf.kind) {
    case 'trait':
      return names.traits;
    case 'group_trait':
      return names.groupTraits;
    case 'property':
      return [...properties];
    case 'context':
      return properties.map((name) => `event.properties.${name}`);
  }
}
