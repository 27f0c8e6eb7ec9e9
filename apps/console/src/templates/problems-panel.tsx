import type { Problem } from '@rapport/contracts';
import { Group, NativeSelect, Text } from '@mantine/core';
import { CircleCheck, CircleX } from 'lucide-react';
import { ProblemList } from '../drafts/problem-list';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { StatusBadge } from '../ui/status-badge';
import type { RenderingState } from './use-rendering';
import classes from './workbench.module.css';

interface ProblemsPanelProps {
  problems: Problem[];
  rendering: RenderingState;
  missingVariable: 'fail' | 'blank';
  onMissingVariable: (value: 'fail' | 'blank') => void;
}

export function ProblemsPanel({
  problems,
  rendering,
  missingVariable,
  onMissingVariable,
}: ProblemsPanelProps) {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  const variables = onceEach(rendering.rendering?.variables ?? []);
  return (
    <Panel title={t('Checks')} aside={<Verdict errors={errors} warnings={problems.length - errors} />}>
      {problems.length > 0 ? (
        <ProblemList problems={problems} />
      ) : (
        <Text size="sm" c="dimmed">
          {t('Nothing found, with this person and this event.')}
        </Text>
      )}
      {variables.length > 0 && (
        <table className={classes.variables} aria-label={t('Variables and their values')}>
          <tbody>
            {variables.map(({ name, value, found }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{found ? sayValue(value) : <span className={classes.missing}>{t('no value')}</span>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Group mt="md">
        <NativeSelect
          label={t('When a variable has no value and no default')}
          value={missingVariable}
          onChange={(event) => onMissingVariable(event.currentTarget.value as 'fail' | 'blank')}
          data={[
            { value: 'fail', label: t('Do not send; log the reason') },
            { value: 'blank', label: t('Send with a blank') },
          ]}
        />
      </Group>
    </Panel>
  );
}

function Verdict({ errors, warnings }: { errors: number; warnings: number }) {
  if (errors > 0) {
    return (
      <StatusBadge tone="bad" icon={CircleX}>
        {t('{n, plural, one {# error} other {# errors}}', { n: errors })}
      </StatusBadge>
    );
  }
  if (warnings > 0)
    return (
      <StatusBadge tone="warn">
        {t('{n, plural, one {# warning} other {# warnings}}', { n: warnings })}
      </StatusBadge>
    );
  return (
    <StatusBadge tone="good" icon={CircleCheck}>
      {t('All good')}
    </StatusBadge>
  );
}

function sayValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A variable that stands in the subject and in the body is one line. */
function onceEach<T extends { name: string }>(variables: readonly T[]): T[] {
  return [...new Map(variables.map((variable) => [variable.name, variable])).values()];
}
