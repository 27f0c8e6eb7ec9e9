import { CircleCheck, CircleX, GitBranch, Hourglass, LogIn, LogOut, Mail, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import type { RunStep } from '../../api/person-types';
import { sayExit } from '../../journeys/run-state';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { JourneyLink, MessageLink, RunLink } from '../../ui/links';
import type { EntryWords } from './entry-words';

/** What a journey did with the person. */
export function wordsOfStep(step: RunStep): EntryWords {
  const { icon, tone, title, detail } = sayStep(step);
  return {
    icon,
    tone,
    title: (
      <>
        {title} <JourneyLink id={step.journeyId}>{step.journeyName}</JourneyLink>
      </>
    ),
    detail: (
      <>
        {detail && <span>{detail}</span>}
        {step.msgId && <MessageLink id={step.msgId}>{t('the message')}</MessageLink>}
        <RunLink id={step.runId}>{t('See the path')}</RunLink>
      </>
    ),
  };
}

function sayStep(step: RunStep): EntryWords {
  switch (step.kind) {
    case 'entered':
      return {
        icon: <LogIn size={15} aria-hidden />,
        tone: 'good',
        title: step.outcome === 'resumed' ? t('Goes on in') : t('Entered'),
        detail: step.outcome === 'resumed' ? t('the merge that had ended it was undone') : null,
      };
    case 'exited':
      return sayEnd(step);
    case 'step':
      return sayOutcome(step);
  }
}

function sayEnd({ outcome, reason }: RunStep): EntryWords {
  if (outcome === 'completed') {
    return { icon: <CircleCheck size={15} aria-hidden />, tone: 'good', title: t('Completed'), detail: null };
  }
  const detail = reason && sayExit({ exitReason: reason });
  return outcome === 'failed'
    ? { icon: <CircleX size={15} aria-hidden />, tone: 'bad', title: t('Failed in'), detail }
    : { icon: <LogOut size={15} aria-hidden />, tone: 'quiet', title: t('Left'), detail };
}

function sayOutcome({ stepKey, stepKind, outcome, reason }: RunStep): EntryWords {
  const words = (icon: ReactNode, title: string, detail: ReactNode): EntryWords => ({
    icon,
    tone: outcome === 'failed' ? 'bad' : 'quiet',
    title,
    detail: (
      <>
        {stepKey && t('step “{step}”', { step: stepKey })}
        {detail && <> · {detail}</>}
      </>
    ),
  });
  if (outcome === 'waiting') {
    const until = reason && (
      <>
        {t('until')} <At value={reason} />
      </>
    );
    return words(<Hourglass size={15} aria-hidden />, t('Waits in'), until);
  }
  switch (stepKind) {
    case 'delay':
      return words(<Hourglass size={15} aria-hidden />, t('Waited in'), null);
    case 'branch':
      return words(
        <GitBranch size={15} aria-hidden />,
        t('Took a path in'),
        reason && t('path “{name}”', { name: reason }),
      );
    case 'message':
      return words(<Mail size={15} aria-hidden />, t('Message of'), null);
    default:
      return words(<Waypoints size={15} aria-hidden />, t('Step in'), null);
  }
}
