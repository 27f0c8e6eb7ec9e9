import type { JourneyStep, StepKind } from '@rapport/contracts';
import { Clock, GitBranch, LogOut, Mail, type LucideIcon } from 'lucide-react';
import type { Template } from '../api/types';
import { sayCondition } from '../conditions/say-condition';
import { sayDuration } from '../intl/durations';
import { t } from '../intl/text';

export interface StepWords {
  label: string;
  says: string;
  icon: LucideIcon;
}

export const stepKinds: Record<StepKind, StepWords> = {
  message: { label: t('Send an email'), says: t('A template, to this person'), icon: Mail },
  delay: { label: t('Wait'), says: t('For some time, then go on'), icon: Clock },
  branch: { label: t('Branch'), says: t('Different paths for different people'), icon: GitBranch },
  exit: { label: t('Exit'), says: t('Leave the journey here'), icon: LogOut },
};

export function stepTitle(step: JourneyStep): string {
  return step.label ?? stepKinds[step.kind].label;
}

/** What the step does, in a line, from its settings alone. */
export function sayStep(step: JourneyStep, templates: readonly Template[]): string {
  switch (step.kind) {
    case 'message': {
      const template = templates.find((one) => one.id === step.templateId || one.key === step.templateId);
      return template
        ? t('Template “{name}”', { name: template.name })
        : step.templateId
          ? t('A template that is not in the list')
          : t('No template chosen');
    }
    case 'delay':
      return t('For {time}', { time: sayDuration(step.duration) });
    case 'branch':
      return step.branches.map((branch) => branch.label ?? sayCondition(branch.when)).join(' · ');
    case 'exit':
      return step.reason ?? t('Ends as “exited”');
  }
}
