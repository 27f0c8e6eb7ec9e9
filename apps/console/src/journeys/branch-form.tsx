import type { BranchStep } from '@rapport/contracts';
import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { ConditionEditor } from '../conditions/condition-editor';
import { freshLeaf } from '../conditions/domain/leaf';
import { t } from '../intl/text';
import { useJourneyEditing } from './editor-context';
import classes from './steps.module.css';

type Branch = BranchStep['branches'][number];

/** The first that holds wins, decided once when the person arrives. */
export function BranchForm({ step, onChange }: { step: BranchStep; onChange: (step: BranchStep) => void }) {
  const { names, properties } = useJourneyEditing();
  const set = (index: number, branch: Branch) =>
    onChange({ ...step, branches: step.branches.with(index, branch) });
  return (
    <div className={classes.branches}>
      {step.branches.map((branch, index) => (
        <div key={branch.key} className={classes.branch}>
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              label={t('Path {n}', { n: index + 1 })}
              placeholder={t('A name, optional')}
              value={branch.label ?? ''}
              style={{ flex: 1 }}
              onChange={(event) => set(index, withLabel(branch, event.currentTarget.value))}
            />
            {step.branches.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                aria-label={t('Remove path {n}', { n: index + 1 })}
                onClick={() => onChange({ ...step, branches: step.branches.toSpliced(index, 1) })}
              >
                <Trash2 size={16} aria-hidden />
              </ActionIcon>
            )}
          </Group>
          <ConditionEditor
            label={t('Condition of path {n}', { n: index + 1 })}
            place="branch"
            names={names}
            properties={properties}
            value={branch.when}
            onChange={(when) => set(index, { ...branch, when: when ?? freshLeaf('branch') })}
          />
        </div>
      ))}
      {step.branches.length < 20 && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() =>
            onChange({
              ...step,
              branches: [...step.branches, { key: freshBranchKey(step), when: freshLeaf('branch') }],
            })
          }
        >
          {t('Add a path')}
        </Button>
      )}
    </div>
  );
}

function withLabel(branch: Branch, label: string): Branch {
  const { label: _gone, ...rest } = branch;
  return label ? { ...rest, label } : rest;
}

function freshBranchKey(step: BranchStep): string {
  const taken = new Set(step.branches.map((branch) => branch.key));
  for (let n = 0; ; n += 1) {
    const key = String.fromCharCode(97 + (n % 26)) + (n < 26 ? '' : String(Math.floor(n / 26)));
    if (!taken.has(key)) return key;
  }
}
