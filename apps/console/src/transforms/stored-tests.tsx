import type { Problem } from '@rapport/contracts';
import { ActionIcon, Text, TextInput } from '@mantine/core';
import { CircleCheck, CircleX, Trash2 } from 'lucide-react';
import type { TransformTest } from '../api/transform-types';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { StatusBadge } from '../ui/status-badge';
import classes from './transforms.module.css';

interface StoredTestsProps {
  tests: readonly TransformTest[];
  /** Of the stored draft; undefined while something is unsaved or being checked. */
  problems: readonly Problem[] | undefined;
  onChange: (tests: TransformTest[]) => void;
}

/** Every publication runs them; one that fails stops it. */
export function StoredTests({ tests, problems, onChange }: StoredTestsProps) {
  return (
    <Panel title={t('Tests')} hint={t('Run whenever the draft is saved, and before every publication.')}>
      {tests.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('None yet. Try the code on a real event, then keep what it does as a test.')}
        </Text>
      ) : (
        <ul className={classes.tests}>
          {tests.map((test, index) => {
            const field = `tests[${index}]`;
            const failed = problems?.find(
              (problem) => problem.field === field || problem.field.startsWith(`${field}.`),
            );
            return (
              <li key={index}>
                <TextInput
                  aria-label={t('Name of test {n}', { n: index + 1 })}
                  value={test.name}
                  onChange={(event) =>
                    onChange(
                      tests.map((one) => (one === test ? { ...one, name: event.currentTarget.value } : one)),
                    )
                  }
                />
                <span className={classes.expects}>{sayExpectation(test)}</span>
                {problems &&
                  (failed ? (
                    <StatusBadge tone="bad" icon={CircleX}>
                      {t('Fails')}
                    </StatusBadge>
                  ) : (
                    <StatusBadge tone="good" icon={CircleCheck}>
                      {t('Passes')}
                    </StatusBadge>
                  ))}
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={28}
                  aria-label={t('Remove test {name}', { name: test.name })}
                  onClick={() => onChange(tests.filter((one) => one !== test))}
                >
                  <Trash2 size={16} aria-hidden />
                </ActionIcon>
                {failed && <span className={classes.failure}>{failed.message}</span>}
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}

function sayExpectation({ expect }: TransformTest): string {
  if ('error' in expect) return t('fails');
  if ('events' in expect) return t('becomes {n} events', { n: expect.events.length });
  return expect.event === null ? t('is dropped') : t('becomes one event');
}
