import type { Condition, ObjectCondition } from '@rapport/contracts';
import { ActionIcon, Button, Group as Row, NativeSelect, Text } from '@mantine/core';
import { ListPlus, Plus, Trash2 } from 'lucide-react';
import type { SeenNames } from '../drafts/seen-names';
import { t } from '../intl/text';
import classes from './condition-editor.module.css';
import { conditionOf, groupOf, isGroup, type GroupMode } from './domain/group-of';
import { freshLeaf, type ConditionPlace, type Leaf } from './domain/leaf';
import { LeafEditor } from './leaf-editor';

interface ConditionEditorProps {
  label: string;
  place: ConditionPlace;
  names: SeenNames;
  /** Property names of what it looks at, first in the suggestions. */
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
              whereOf={(object) => (
                <ConditionEditor
                  label={t('What must hold of each {type}', { type: object.objectType || t('object') })}
                  place="where"
                  names={names}
                  properties={attributesOf(names, object.objectType)}
                  value={object.where}
                  depth={depth + 1}
                  onChange={(where) => setRow(index, withWhere(object, where))}
                />
              )}
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

function withWhere({ where: _before, ...object }: ObjectCondition, where: Condition | undefined): Leaf {
  return where ? { ...object, where } : object;
}

function attributesOf({ objectTypes }: SeenNames, type: string): readonly string[] {
  return objectTypes.find(({ key }) => key === type)?.attributes ?? [];
}
