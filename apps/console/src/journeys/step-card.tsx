import type { JourneyStep } from '@rapport/contracts';
import { ActionIcon, UnstyledButton } from '@mantine/core';
import { ArrowDown, ArrowUp, ChevronDown, CircleAlert, Trash2, TriangleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { keysOf, moveItem, removeItem, type ListId } from './domain/edit-tree';
import type { BranchItem, SimpleItem } from './domain/journey-tree';
import { useJourneyEditing } from './editor-context';
import { StepForm } from './step-form';
import { sayStep, stepKinds, stepTitle } from './step-kinds';
import classes from './steps.module.css';

interface StepCardProps {
  step: JourneyStep;
  item: SimpleItem | BranchItem;
  list: ListId;
  index: number;
  canMoveUp: boolean;
  canMoveDown: boolean;
}

export function StepCard({ step, item, list, index, canMoveUp, canMoveDown }: StepCardProps) {
  const editing = useJourneyEditing();
  const { open, setOpen, templates, problems } = editing;
  const isOpen = open === step.key;
  const { icon: Icon } = stepKinds[step.kind];
  const own = problems.filter((problem) => problem.step === step.key);
  const header = useRef<HTMLButtonElement>(null);
  useFocusWhenAsked(step.key, header);
  return (
    <div className={classes.card} data-open={isOpen ? 'true' : undefined} data-step={step.key}>
      <div className={classes.head}>
        <UnstyledButton
          ref={header}
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(isOpen ? null : step.key)}
        >
          <span className={classes.icon} data-kind={step.kind}>
            <Icon size={17} aria-hidden />
          </span>
          <span className={classes.words}>
            <span className={classes.title}>{stepTitle(step)}</span>
            <span className={classes.says}>{sayStep(step, templates)}</span>
          </span>
          {own.length > 0 && <ProblemMark error={own.some((problem) => problem.severity === 'error')} />}
          <ChevronDown size={16} aria-hidden className={classes.chevron} />
        </UnstyledButton>
        <StepActions item={item} list={list} index={index} canMoveUp={canMoveUp} canMoveDown={canMoveDown} />
      </div>
      {isOpen && (
        <div className={classes.form}>
          {own.map((problem, at) => (
            <p key={at} className={classes.problem} data-severity={problem.severity}>
              {problem.message}
            </p>
          ))}
          <StepForm step={step} />
        </div>
      )}
    </div>
  );
}

function ProblemMark({ error }: { error: boolean }) {
  return (
    <span className={classes.mark} data-severity={error ? 'error' : 'warning'}>
      {error ? <CircleAlert size={16} aria-hidden /> : <TriangleAlert size={16} aria-hidden />}
      <span className="visually-hidden">{error ? t('has errors') : t('has warnings')}</span>
    </span>
  );
}

function StepActions({ item, list, index, canMoveUp, canMoveDown }: Omit<StepCardProps, 'step'>) {
  const { tree, change, setOpen, setFocusKey } = useJourneyEditing();
  const name = stepTitle(item.step);
  const inside = keysOf([item]).length - 1;
  const remove = () => {
    change(removeItem(tree, list, index));
    setOpen(null);
  };
  const ask = () => {
    if (inside === 0) remove();
    else {
      confirmFirst({
        title: t('Remove “{name}”?', { name }),
        text: t('{n, plural, one {# step inside it goes} other {# steps inside it go}} too.', { n: inside }),
        confirm: t('Remove'),
        danger: true,
        onConfirm: remove,
      });
    }
  };
  const move = (by: -1 | 1) => {
    change(moveItem(tree, list, index, by));
    setFocusKey(item.step.key);
  };
  return (
    <div className={classes.actions}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        disabled={!canMoveUp}
        aria-label={t('Move {name} up', { name })}
        onClick={() => move(-1)}
      >
        <ArrowUp size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        disabled={!canMoveDown}
        aria-label={t('Move {name} down', { name })}
        onClick={() => move(1)}
      >
        <ArrowDown size={15} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        aria-label={t('Remove {name}', { name })}
        onClick={ask}
      >
        <Trash2 size={15} aria-hidden />
      </ActionIcon>
    </div>
  );
}

function useFocusWhenAsked(key: string, target: React.RefObject<HTMLButtonElement | null>): void {
  const { focusKey, setFocusKey } = useJourneyEditing();
  useEffect(() => {
    if (focusKey !== key) return;
    target.current?.focus();
    target.current?.scrollIntoView({ block: 'nearest' });
    setFocusKey(null);
  }, [focusKey, key, setFocusKey, target]);
}
