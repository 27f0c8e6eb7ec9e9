import type { JsonObject } from '@rapport/contracts';
import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import type { LiveEvent } from '../api/event-types';
import { payloadOf } from '../events/payload-of';
import { sayEvent } from '../events/say-event';
import { t } from '../intl/text';
import { formatClock } from '../intl/times';
import { CodeBlock } from '../ui/code-block';
import { JsonDiff } from '../ui/json-diff';
import { Panel } from '../ui/panel';
import { FaultAlert, Loading } from '../ui/states';
import { sayProblem } from '../api/problem';
import { StatusBadge } from '../ui/status-badge';
import type { TrialState } from './use-trial';

interface BenchProps {
  events: readonly LiveEvent[];
  event: LiveEvent | undefined;
  state: TrialState;
  onChoose: (id: string) => void;
  onKeep: (event: JsonObject, events: JsonObject[], error: string | null) => void;
}

/** The draft on a real event: what it makes of it, what it said on the way, and where it failed. */
export function Bench({ events, event, state, onChoose, onKeep }: BenchProps) {
  const { before, trial } = state;
  return (
    <Panel
      title={t('Try it on a real event')}
      aside={trial && <Outcome state={state} />}
      hint={t('Runs as you type. Nothing is stored or sent on.')}
    >
      {!event ? (
        <Text size="sm" c="dimmed">
          {t('No event has been accepted in the last days. Send one from a source to try the code on it.')}
        </Text>
      ) : (
        <Stack gap="md">
          <NativeSelect
            label={t('Event')}
            value={event.id}
            onChange={(change) => onChoose(change.currentTarget.value)}
            data={events.map((one) => ({
              value: one.id,
              label: `${sayEvent(one.type, one.name)} · ${one.person ?? t('nobody')} · ${formatClock(one.receivedAt)}`,
            }))}
          />
          {state.error ? (
            <FaultAlert message={sayProblem(state.error)} />
          ) : !trial || !before ? (
            <Loading label={t('Running…')} />
          ) : (
            <Result before={before} state={state} />
          )}
          {trial && trial.logs.length > 0 && (
            <div>
              <Text fw={600} size="sm" mb={6}>
                {t('What the code logged')}
              </Text>
              <CodeBlock code={trial.logs.join('\n')} label={t('What the code logged')} copy={false} />
            </div>
          )}
          {trial && (
            <Group justify="flex-end">
              <Button
                variant="default"
                leftSection={<FlaskConical size={16} aria-hidden />}
                disabled={state.busy}
                onClick={() => onKeep(payloadOf(event), trial.events, trial.error?.message ?? null)}
              >
                {t('Keep this as a test')}
              </Button>
            </Group>
          )}
        </Stack>
      )}
    </Panel>
  );
}

function Outcome({ state: { trial, before } }: { state: TrialState }) {
  if (!trial) return null;
  if (trial.error) return <StatusBadge tone="bad">{t('Fails')}</StatusBadge>;
  if (trial.events.length === 0) return <StatusBadge tone="warn">{t('Dropped')}</StatusBadge>;
  if (trial.events.length > 1)
    return <StatusBadge tone="info">{t('Split in {n}', { n: trial.events.length })}</StatusBadge>;
  const same = JSON.stringify(trial.event) === JSON.stringify(before);
  return same ? (
    <StatusBadge tone="quiet">{t('Unchanged')}</StatusBadge>
  ) : (
    <StatusBadge tone="good">{t('Changed')}</StatusBadge>
  );
}

function Result({ before, state: { trial } }: { before: JsonObject; state: TrialState }) {
  if (!trial) return null;
  if (trial.error) {
    return (
      <FaultAlert
        title={
          trial.error.line === null
            ? t('The code fails on it')
            : t('The code fails on it, line {n}', { n: trial.error.line })
        }
        message={t('{message}. Such an event would be set aside, to be replayed once the code is repaired.', {
          message: trial.error.message.replace(/\.$/, ''),
        })}
      />
    );
  }
  if (trial.events.length === 0)
    return <Text size="sm">{t('The event would be dropped on purpose: nothing of it goes on.')}</Text>;
  return (
    <Stack gap="sm">
      {trial.events.map((after, index) => (
        <JsonDiff
          key={index}
          before={before}
          after={after}
          label={
            trial.events.length === 1
              ? t('What the code changed')
              : t('Event {n} of {all}', { n: index + 1, all: trial.events.length })
          }
        />
      ))}
    </Stack>
  );
}
