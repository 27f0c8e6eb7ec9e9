import type { IdentityChange, Link, RunStep } from '../../api/person-types';
import type { Message, TimelineEvent } from '../../api/types';
import { mergeTimeline, toReadOn } from '../domain/merge-timeline';
import { eventItem, identityItem, linkItem, messageItem, stepItem, type TimelineItem } from './item';
import { useGrowingList, type GrowingList } from './use-growing-list';

export const shows = ['all', 'events', 'messages', 'journeys', 'identity'] as const;
export type Show = (typeof shows)[number];

export interface TimelineFilter {
  show: Show;
  /** Exact name of an event; only events are shown then. */
  event: string | undefined;
}

/** As many more as one press of the button brings, at least. */
const step = 25;

export interface Timeline {
  items: TimelineItem[];
  isRead: boolean;
  more: boolean;
  isReadingOn: boolean;
  error: unknown;
  readOn: () => void;
  look: () => void;
  retry: () => void;
}

export function useTimeline(profileId: string, filter: TimelineFilter): Timeline {
  const path = `/profiles/${profileId}`;
  const wants = (kind: Show) =>
    filter.event === undefined ? filter.show === 'all' || filter.show === kind : kind === 'events';
  const messages = useGrowingList<Message>(`${path}/messages`, {}, (row) => row.id, wants('messages'));
  const steps = useGrowingList<RunStep>(`${path}/runs/steps`, {}, (row) => row.id, wants('journeys'));
  const changes = useGrowingList<IdentityChange>(
    `${path}/identity-changes`,
    {},
    (row) => row.id,
    wants('identity'),
  );
  const events = useGrowingList<TimelineEvent>(
    `${path}/events`,
    { event: filter.event },
    (row) => row.id,
    wants('events'),
  );
  // An event says itself what it named in vain; where only identity is shown, the links do.
  const wantsLinks = filter.show === 'identity' && filter.event === undefined;
  const links = useGrowingList<Link>(`${path}/links`, {}, (row) => row.id, wantsLinks);
  // Of one instant the effect stands above its cause: the event merged two people and started the run, the run the message.
  const all = [
    { ...readingOf(messages, messageItem), list: messages, wanted: wants('messages') },
    { ...readingOf(steps, stepItem), list: steps, wanted: wants('journeys') },
    { ...readingOf(changes, identityItem), list: changes, wanted: wants('identity') },
    { ...readingOf(links, linkItem), list: links, wanted: wantsLinks },
    { ...readingOf(events, eventItem), list: events, wanted: wants('events') },
  ];
  const timeline = useMerged(all.filter(({ wanted }) => wanted));
  return { ...timeline, items: timeline.items.filter((item) => saysSomething(item, wants('messages'))) };
}

/** Steps that planned a message say nothing new beside the message, and links that joined nothing beside the merge. */
function saysSomething(item: TimelineItem, withMessages: boolean): boolean {
  if (item.kind === 'step') return !withMessages || item.step.msgId === null;
  return item.kind !== 'link' || item.link.verdict.startsWith('refused');
}

interface Part {
  items: TimelineItem[];
  more: boolean;
  list: GrowingList<unknown>;
}

function readingOf<T>(list: GrowingList<T>, itemOf: (row: T) => TimelineItem) {
  return { items: list.rows.map(itemOf), more: list.more || !list.isRead };
}

function useMerged(parts: Part[]): Timeline {
  const { items, waiting } = mergeTimeline(parts);
  const lists = parts.map(({ list }) => list);
  const failed = lists.find((list) => list.error && !list.isRead);
  return {
    items,
    isRead: lists.every((list) => list.isRead),
    more: parts.some(({ more }) => more),
    isReadingOn: lists.some((list) => list.isReadingOn),
    error: failed?.error ?? null,
    readOn: () => toReadOn(parts, waiting, step).forEach((n) => void lists[n]?.readOn()),
    look: () => lists.forEach((list) => void list.lookAgain().catch(() => undefined)),
    retry: () => failed?.retry(),
  };
}
