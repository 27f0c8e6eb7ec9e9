import type { StepKind } from '@rapport/contracts';
import { Menu, UnstyledButton } from '@mantine/core';
import { Plus } from 'lucide-react';
import { t } from '../intl/text';
import { freshKey, insertItem, type ListId } from './domain/edit-tree';
import { useJourneyEditing } from './editor-context';
import { freshItem } from './fresh-item';
import { stepKinds } from './step-kinds';
import classes from './steps.module.css';

interface AddStepProps {
  list: ListId;
  index: number;
  /** Title of the step before; null at the head of a list. */
  after: string | null;
}

const order: StepKind[] = ['message', 'delay', 'branch', 'exit'];

/** The focus goes to the new step, not back to a "+" that has moved. */
export function AddStep({ list, index, after }: AddStepProps) {
  const { tree, change, setOpen, setFocusKey, templates } = useJourneyEditing();
  const add = (kind: StepKind) => {
    const key = freshKey(tree, kind);
    const template = templates.find((one) => one.published) ?? templates[0];
    change(insertItem(tree, list, index, freshItem(kind, key, template?.id ?? '')));
    setOpen(key);
    setFocusKey(key);
  };
  return (
    <Menu position="bottom" width={290} shadow="md" returnFocus={false}>
      <Menu.Target>
        <UnstyledButton className={classes.plus}>
          <Plus size={14} aria-hidden strokeWidth={2.5} />
          <span className="visually-hidden">
            {after === null
              ? t('Add a step at the beginning')
              : t('Add a step after {name}', { name: after })}
          </span>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {order.map((kind) => {
          const { icon: Icon, label, says } = stepKinds[kind];
          return (
            <Menu.Item key={kind} leftSection={<Icon size={17} aria-hidden />} onClick={() => add(kind)}>
              <span className={classes.choice}>
                {label}
                <span className={classes.choiceSays}>{says}</span>
              </span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
