import type { IdentityChange, Link, RunStep } from '../../api/person-types';
import type { Message, TimelineEvent } from '../../api/types';

/** One thing in a person's timeline. */
export type TimelineItem =
  | { kind: 'event'; at: string; id: string; event: TimelineEvent }
  | { kind: 'message'; at: string; id: string; message: Message }
  | { kind: 'identity'; at: string; id: string; change: IdentityChange }
  | { kind: 'link'; at: string; id: string; link: Link }
  | { kind: 'step'; at: string; id: string; step: RunStep };

export const eventItem = (event: TimelineEvent): TimelineItem => ({
  kind: 'event',
  at: event.timestamp,
  id: event.id,
  event,
});

export const messageItem = (message: Message): TimelineItem => ({
  kind: 'message',
  at: message.plannedAt,
  id: message.id,
  message,
});

export const stepItem = (step: RunStep): TimelineItem => ({ kind: 'step', at: step.at, id: step.id, step });

export const identityItem = (change: IdentityChange): TimelineItem => ({
  kind: 'identity',
  at: change.at,
  id: change.id,
  change,
});

export const linkItem = (link: Link): TimelineItem => ({ kind: 'link', at: link.at, id: link.id, link });
