import type { BranchStep, DelayStep, ExitStep, JourneyStep, MessageStep } from '@rapport/contracts';
import { NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { DurationInput } from '../conditions/duration-input';
import { readDuration } from '../intl/durations';
import { t } from '../intl/text';
import { TemplateLink } from '../ui/links';
import { BranchForm } from './branch-form';
import { replaceStep } from './domain/edit-tree';
import { useJourneyEditing } from './editor-context';
import { stepKinds } from './step-kinds';

export function StepForm({ step }: { step: JourneyStep }) {
  const { tree, change } = useJourneyEditing();
  const set = (next: JourneyStep) => change(replaceStep(tree, next));
  return (
    <Stack gap="md">
      <KindForm step={step} onChange={set} />
      <TextInput
        label={t('Name of this step')}
        description={t('Optional; key {key}', { key: step.key })}
        placeholder={stepKinds[step.kind].label}
        value={step.label ?? ''}
        onChange={(event) => set(withLabel(step, event.currentTarget.value))}
      />
    </Stack>
  );
}

function withLabel(step: JourneyStep, label: string): JourneyStep {
  if (label) return { ...step, label };
  const { label: _gone, ...rest } = step;
  return rest;
}

function KindForm({ step, onChange }: { step: JourneyStep; onChange: (step: JourneyStep) => void }) {
  switch (step.kind) {
    case 'message':
      return <MessageForm step={step} onChange={onChange} />;
    case 'delay':
      return <DelayForm step={step} onChange={onChange} />;
    case 'branch':
      return <BranchForm step={step} onChange={(next: BranchStep) => onChange(next)} />;
    case 'exit':
      return <ExitForm step={step} onChange={onChange} />;
  }
}

function MessageForm({ step, onChange }: { step: MessageStep; onChange: (step: MessageStep) => void }) {
  const { templates } = useJourneyEditing();
  const chosen = templates.find((one) => one.id === step.templateId || one.key === step.templateId);
  const options = templates.map(({ id, name, published }) => ({
    value: id,
    label: published ? name : t('{name} (not published)', { name }),
  }));
  return (
    <>
      <NativeSelect
        label={t('Template')}
        value={chosen?.id ?? step.templateId}
        onChange={(event) => onChange({ ...step, templateId: event.currentTarget.value })}
        data={
          chosen
            ? options
            : [{ value: step.templateId, label: step.templateId || t('Choose a template') }, ...options]
        }
      />
      {chosen ? (
        <Text size="sm">
          <TemplateLink id={chosen.id}>{t('Open “{name}”', { name: chosen.name })}</TemplateLink>
        </Text>
      ) : (
        templates.length === 0 && (
          <Text size="sm">
            {t('There is no template yet.')} <Link to="/templates">{t('Write one')}</Link>
          </Text>
        )
      )}
      <NativeSelect
        label={t('If it cannot be sent')}
        description={t('No address, a variable without a value, refused by the provider')}
        value={step.onNotSent ?? 'continue'}
        onChange={(event) =>
          onChange({ ...step, onNotSent: event.currentTarget.value as 'continue' | 'exit' })
        }
        data={[
          { value: 'continue', label: t('Go on with the next step') },
          { value: 'exit', label: t('Leave the journey') },
        ]}
      />
    </>
  );
}

function DelayForm({ step, onChange }: { step: DelayStep; onChange: (step: DelayStep) => void }) {
  const unit = readDuration(step.duration)?.unit;
  return (
    <>
      <DurationInput
        label={t('Wait for')}
        value={step.duration}
        onChange={(duration) => onChange({ ...step, duration })}
      />
      {(unit === 'days' || unit === 'weeks' || unit === undefined) && (
        <NativeSelect
          label={t('A day is')}
          value={step.days ?? 'calendar'}
          onChange={(event) =>
            onChange({ ...step, days: event.currentTarget.value as 'calendar' | 'elapsed' })
          }
          data={[
            { value: 'calendar', label: t('the same time next day, where the person is') },
            { value: 'elapsed', label: t('24 hours') },
          ]}
        />
      )}
    </>
  );
}

function ExitForm({ step, onChange }: { step: ExitStep; onChange: (step: ExitStep) => void }) {
  const set = (reason: string) => {
    const { reason: _gone, ...rest } = step;
    onChange(reason ? { ...rest, reason } : rest);
  };
  return (
    <TextInput
      label={t('Reason')}
      description={t('Optional; kept with the run')}
      value={step.reason ?? ''}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
