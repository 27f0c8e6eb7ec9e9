import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { get, request, type Query } from './request';
import type { LiveEvent } from './event-types';
import type {
  ApiKey,
  Journey,
  MailboxItem,
  MailboxMessage,
  Message,
  MessageContent,
  Page,
  Profile,
  Run,
  Session,
  SetupState,
  Snippets,
  Source,
  SourceStats,
  Template,
  Version,
  Workspace,
} from './types';

/** A list that pages by cursor; the screens ask for more with a button, never by scrolling. */
export function list<T, P extends Page<T> = Page<T>>(path: string, query: Query = {}, limit = 50) {
  return infiniteQueryOptions({
    queryKey: ['list', path, query],
    queryFn: ({ pageParam, signal }) => get<P>(path, { ...query, limit, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
}

export function one<T>(path: string) {
  return queryOptions({ queryKey: ['one', path], queryFn: ({ signal }) => get<T>(path, {}, signal) });
}

/** An editable object comes with the ETag that its next change must name. */
export function editable<T>(path: string) {
  return queryOptions({
    queryKey: ['editable', path],
    queryFn: ({ signal }) => request<T>('GET', path, { signal }),
    refetchOnWindowFocus: false,
  });
}

const enc = encodeURIComponent;

export const queries = {
  setup: () =>
    queryOptions({ queryKey: ['setup'], queryFn: ({ signal }) => get<SetupState>('/setup', {}, signal) }),
  session: () =>
    queryOptions({
      queryKey: ['session'],
      queryFn: ({ signal }) => get<Session>('/sessions/current', {}, signal),
      retry: false,
    }),
  workspace: (id: string) => editable<Workspace>(`/workspaces/${id}`),
  apiKeys: () => list<ApiKey>('/api-keys'),
  sources: () => list<Source>('/sources', {}, 100),
  source: (id: string) => one<Source>(`/sources/${id}`),
  snippets: (id: string) => one<Snippets>(`/sources/${id}/snippets`),
  sourceStats: (query: Query = {}) =>
    queryOptions({
      queryKey: ['one', '/events/stats', query],
      queryFn: async ({ signal }) =>
        (await get<{ data: SourceStats[] }>('/events/stats', query, signal)).data,
    }),
  events: (query: Query) => list<LiveEvent>('/events', query, 100),
  profiles: (query: Query) => list<Profile>('/profiles', query),
  profile: (ref: string) => one<Profile>(`/profiles/${enc(ref)}`),
  templates: (query: Query = {}) => list<Template>('/templates', query, 100),
  template: (id: string) => editable<Template>(`/templates/${id}`),
  journeys: (query: Query = {}) => list<Journey>('/journeys', query, 100),
  journey: (id: string) => editable<Journey>(`/journeys/${id}`),
  versions: (resource: string, id: string) => list<Version<unknown>>(`/${resource}/${id}/versions`),
  runs: (journeyId: string, query: Query) => list<Run>(`/journeys/${journeyId}/runs`, query),
  run: (id: string) => one<Run>(`/runs/${id}`),
  messages: (query: Query) => list<Message>('/messages', query),
  message: (id: string) => one<Message>(`/messages/${id}`),
  messageContent: (id: string) => one<MessageContent>(`/messages/${id}/content`),
  mailbox: (query: Query) => list<MailboxItem>('/mailbox', query),
  mailboxItem: (id: string) => one<MailboxMessage>(`/mailbox/${id}`),
};

/** Names of the cache's corners, for invalidation after a change. */
export function listKey(path: string): readonly unknown[] {
  return ['list', path];
}
