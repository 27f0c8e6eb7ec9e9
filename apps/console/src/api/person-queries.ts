import { queryOptions } from '@tanstack/react-query';
import type { MergeEffects, MergeRecord, Separation } from './merge-types';
import type { Device, HeldIdentifier, Link, Person, WholeEvent } from './person-types';
import { list } from './queries';
import type { RelatedObject } from './relation-queries';
import { get } from './request';
import type { Page, TimelineEvent } from './types';

const enc = encodeURIComponent;

/** The path of a person's own resources, by `prf_…` or `type:value`. */
export function personPath(ref: string): string {
  return `/profiles/${enc(ref)}`;
}

/** An event of somebody, by its own id, or as other records name it. */
export type EventChoice = { person: string } & (
  { id: string } | { sourceId: string; messageId: string; at: string }
);

/** What a person's page reads. */
export const personQueries = {
  person: (ref: string) =>
    queryOptions({
      queryKey: ['one', personPath(ref), 'traitDetails'],
      queryFn: ({ signal }) => get<Person>(personPath(ref), { include: 'traitDetails' }, signal),
    }),
  identifiers: (ref: string) => list<HeldIdentifier>(`${personPath(ref)}/identifiers`, {}, 100),
  links: (ref: string) => list<Link>(`${personPath(ref)}/links`, {}, 100),
  event: (choice: EventChoice) =>
    queryOptions({
      queryKey: ['one', 'whole-event', choice],
      queryFn: ({ signal }) => readEvent(choice, signal),
      staleTime: Infinity,
    }),
  /** A person has few: they come at once. */
  devices: (ref: string) =>
    queryOptions({
      queryKey: ['list', `${personPath(ref)}/devices`],
      queryFn: async ({ signal }) =>
        (await get<{ data: Device[] }>(`${personPath(ref)}/devices`, {}, signal)).data,
    }),
  objects: (ref: string, type: string) =>
    list<RelatedObject>(`${personPath(ref)}/objects/${enc(type)}`, {}, 10),
  merges: (ref: string) => list<MergeRecord>(`${personPath(ref)}/merges`, {}, 100),
  separations: (ref: string) => list<Separation>(`${personPath(ref)}/separations`, {}, 100),
  mergeEffects: (ref: string, other: string) =>
    queryOptions({
      queryKey: ['one', 'merge-effects', ref, other],
      queryFn: ({ signal }) =>
        get<MergeEffects>(`${personPath(ref)}/runs/merge-effects`, { with: other }, signal),
    }),
};

/** What set a trait or drew a link is known by its source, message id and time. @returns null when they have none such */
async function readEvent(choice: EventChoice, signal: AbortSignal): Promise<WholeEvent | null> {
  const path = `${personPath(choice.person)}/events`;
  if ('id' in choice) return get<WholeEvent>(`${path}/${choice.id}`, {}, signal);
  const to = new Date(Date.parse(choice.at) + 1).toISOString();
  let cursor: string | null = null;
  do {
    const query = { from: choice.at, to, limit: 100, cursor };
    const page: Page<TimelineEvent> = await get(path, query, signal);
    const found = page.data.find(
      ({ messageId, sourceId }) => messageId === choice.messageId && sourceId === choice.sourceId,
    );
    if (found) return get<WholeEvent>(`${path}/${found.id}`, {}, signal);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return null;
}
