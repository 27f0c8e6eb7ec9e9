import type { EmailContent, JsonObject } from '@rapport/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { LiveEvent } from '../api/event-types';
import { queries } from '../api/queries';
import { request } from '../api/request';
import type { Profile, Rendering, RenderRequest, Template } from '../api/types';
import { payloadOf } from '../events/payload-of';
import { rowsOf } from '../ui/rows';

export interface RenderingState {
  rendering: Rendering | undefined;
  error: unknown;
  busy: boolean;
  people: Profile[];
  person: Profile | undefined;
  choosePerson: (id: string) => void;
  events: LiveEvent[];
  event: LiveEvent | undefined;
  chooseEvent: (name: string) => void;
}

/**
 * The message as the server would send it to the chosen person, a moment after the last keystroke. Nothing is rendered in
 * the browser: a second renderer could disagree with the one that sends.
 */
export function useRendering(
  template: Template,
  content: EmailContent | undefined,
  recent: LiveEvent[],
): RenderingState {
  const list = useInfiniteQuery({ ...queries.profiles({ sort: '-lastSeenAt' }), staleTime: 30_000 });
  const people = rowsOf(list.data);
  const [personId, choosePerson] = useState<string | null>(null);
  const [eventName, chooseEvent] = useState<string | null>(null);
  const person = personId === '' ? undefined : (people.find((one) => one.id === personId) ?? people[0]);
  const events = useMemo(() => newestByName(recent), [recent]);
  const event = eventName === '' ? undefined : (events.find((one) => one.name === eventName) ?? events[0]);
  const [settled] = useDebouncedValue(content, 450);
  const body: RenderRequest | null = settled
    ? {
        channel: template.channel,
        content: settled,
        messageClass: template.messageClass,
        ...(person ? { profile: person.id } : {}),
        ...(event ? { event: eventContext(event) } : {}),
      }
    : null;
  const query = useQuery({
    queryKey: ['render', body],
    queryFn: async ({ signal }) => (await request<Rendering>('POST', '/render', { body, signal })).data,
    enabled: body !== null && !list.isPending,
    placeholderData: keepPreviousData,
    retry: false,
    /** A preview page lives for 15 minutes. */
    staleTime: 10 * 60_000,
  });
  return {
    rendering: query.error ? undefined : query.data,
    error: query.error,
    busy: query.isFetching || settled !== content,
    people,
    person,
    choosePerson,
    events,
    event,
    chooseEvent,
  };
}

function newestByName(recent: LiveEvent[]): LiveEvent[] {
  const byName = new Map<string, LiveEvent>();
  for (const event of recent) {
    if (event.type === 'track' && event.name && !byName.has(event.name)) byName.set(event.name, event);
  }
  return [...byName.values()];
}

/** The roots of `event` in Liquid (api.md 11.3). */
function eventContext(event: LiveEvent): JsonObject {
  return {
    name: event.name,
    type: event.type,
    messageId: event.messageId,
    timestamp: event.timestamp,
    properties: payloadOf(event)['properties'] ?? {},
    context: payloadOf(event)['context'] ?? {},
  };
}
