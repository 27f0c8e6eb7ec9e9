import { sayCondition } from '../conditions/say-condition';
import { t } from '../intl/text';
import { AddStep } from './add-step';
import type { ListId } from './domain/edit-tree';
import type { BranchItem, Item } from './domain/journey-tree';
import { useJourneyEditing } from './editor-context';
import { StepCard } from './step-card';
import { stepTitle } from './step-kinds';
import classes from './steps.module.css';

interface StepListProps {
  items: readonly Item[];
  list: ListId;
  label: string;
}

/** An ordered list, nested for the paths of a branch; Tab reads it from top to bottom. */
export function StepList({ items, list, label }: StepListProps) {
  return (
    <ol className={classes.list} aria-label={label}>
      <li className={classes.add}>
        <AddStep list={list} index={0} after={null} />
      </li>
      {items.map((item, index) => (
        <StepListItem key={itemKey(item, index)} item={item} list={list} index={index} items={items} />
      ))}
    </ol>
  );
}

function StepListItem({
  item,
  list,
  index,
  items,
}: {
  item: Item;
  list: ListId;
  index: number;
  items: readonly Item[];
}) {
  if (item.kind === 'jump' || item.kind === 'end') return <Signpost item={item} />;
  const last = index === items.length - 1;
  return (
    <li className={classes.item}>
      <StepCard
        step={item.step}
        item={item}
        list={list}
        index={index}
        canMoveUp={index > 0}
        canMoveDown={movable(items[index + 1])}
      />
      {item.kind === 'branch' && <BranchPaths item={item} />}
      {!(last && item.step.kind === 'exit') && (
        <div className={classes.add}>
          <AddStep list={list} index={index + 1} after={stepTitle(item.step)} />
        </div>
      )}
    </li>
  );
}

function BranchPaths({ item }: { item: BranchItem }) {
  const { step } = item;
  return (
    <div className={classes.paths}>
      {step.branches.map((branch, index) => {
        const name = branch.label ?? sayCondition(branch.when);
        return (
          <div key={branch.key} className={classes.path}>
            <div className={classes.pathName}>
              <span className={classes.pathWord}>{index === 0 ? t('If') : t('Otherwise, if')}</span> {name}
            </div>
            <StepList
              items={item.arms[index] ?? []}
              list={`${step.key}/${index}`}
              label={t('If {name}', { name })}
            />
          </div>
        );
      })}
      <div className={classes.path}>
        <div className={classes.pathName}>
          <span className={classes.pathWord}>{t('Everyone else')}</span>
        </div>
        <StepList items={item.otherwise} list={`${step.key}/otherwise`} label={t('Everyone else')} />
      </div>
    </div>
  );
}

/** Where a path of a journey made through the API leaves the nesting. */
function Signpost({ item }: { item: Extract<Item, { kind: 'jump' | 'end' }> }) {
  const { tree } = useJourneyEditing();
  const name = item.kind === 'jump' ? titleOf(tree.items, item.to) : null;
  return (
    <li className={classes.signpost}>
      {item.kind === 'end'
        ? t('The journey ends here for them.')
        : t('Goes on at “{name}”.', { name: name ?? item.to })}
    </li>
  );
}

function titleOf(items: readonly Item[], key: string): string | null {
  for (const item of items) {
    if (item.kind === 'jump' || item.kind === 'end') continue;
    if (item.step.key === key) return stepTitle(item.step);
    if (item.kind !== 'branch') continue;
    const found = [...item.arms, item.otherwise].map((arm) => titleOf(arm, key)).find(Boolean);
    if (found) return found;
  }
  return null;
}

function itemKey(item: Item, index: number): string {
  return item.kind === 'jump' || item.kind === 'end' ? `${item.kind}-${index}` : item.step.key;
}

function movable(item: Item | undefined): boolean {
  return item?.kind === 'step' || item?.kind === 'branch';
}
