import { Button, Text } from '@mantine/core';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { removeLoose } from './domain/edit-tree';
import { useJourneyEditing } from './editor-context';
import { sayStep, stepTitle } from './step-kinds';
import classes from './steps.module.css';

/** Steps that nothing leads to are shown, not dropped: they block the publication until they go. */
export function LooseSteps() {
  const { tree, change, templates } = useJourneyEditing();
  if (tree.loose.length === 0) return null;
  return (
    <div className={classes.loose}>
      <Panel title={t('Not connected')} hint={t('Nothing leads to these steps.')}>
        {tree.loose.map((step) => (
          <div key={step.key} className={classes.head}>
            <Text size="sm" style={{ flex: 1 }}>
              {stepTitle(step)} · {sayStep(step, templates)}
            </Text>
            <Button size="compact-sm" variant="default" onClick={() => change(removeLoose(tree, step.key))}>
              {t('Remove')}
              <span className="visually-hidden"> {stepTitle(step)}</span>
            </Button>
          </div>
        ))}
      </Panel>
    </div>
  );
}
