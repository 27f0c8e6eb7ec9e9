import type { Problem } from '@rapport/contracts';
import { queryOptions } from '@tanstack/react-query';
import type { Import, ImportPreview, RowError } from './import-types';
import type { DeadLetter, LetterCount, LetterPayload } from './letter-types';
import type { Operation } from './operation-types';
import type { Plan, Violation } from './plan-types';
import { editable, list, one } from './queries';
import { get, post, type Query } from './request';
import type {
  OverflowPage,
  RegisteredTrait,
  SeenEvent,
  SeenEventDetail,
  SeenTrait,
  SourceOutcomes,
} from './schema-types';
import type { Transform } from './transform-types';

const enc = encodeURIComponent;

/** What reads a field, before it is renamed or removed. */
export interface FieldUse {
  kind: 'journey' | 'template';
  id: string;
  name: string;
  status: string;
  places: string[];
}

/** What the screens of the data group read. */
export const dataQueries = {
  seenEvents: (query: Query = {}) => list<SeenEvent, OverflowPage<SeenEvent>>('/schema/events', query, 100),
  seenTraits: (query: Query = {}) => list<SeenTrait, OverflowPage<SeenTrait>>('/schema/traits', query, 100),
  traitRegistry: () =>
    queryOptions({
      queryKey: ['one', '/schema/trait-registry'],
      queryFn: async ({ signal }) =>
        (await get<{ data: RegisteredTrait[] }>('/schema/trait-registry', {}, signal)).data,
    }),
  seenEvent: (type: string, name: string) =>
    queryOptions({
      queryKey: ['one', '/schema/events', type, name],
      queryFn: ({ signal }) => get<SeenEventDetail>(`/schema/events/${enc(name)}`, { type }, signal),
    }),
  sourceOutcomes: () =>
    queryOptions({
      queryKey: ['one', '/schema/sources'],
      queryFn: async ({ signal }) =>
        (await get<{ data: SourceOutcomes[] }>('/schema/sources', {}, signal)).data,
    }),
  fieldUses: (query: Query) =>
    queryOptions({
      queryKey: ['one', '/field-uses', query],
      queryFn: async ({ signal }) => (await get<{ data: FieldUse[] }>('/field-uses', query, signal)).data,
    }),
  plans: (query: Query = {}) => list<Plan>('/tracking-plans', query, 100),
  plan: (id: string) => editable<Plan>(`/tracking-plans/${id}`),
  violations: (id: string, query: Query = {}) =>
    list<Violation>(`/tracking-plans/${id}/violations`, query, 50),
  transforms: (query: Query = {}) => list<Transform>('/transforms', query, 100),
  transform: (id: string) => editable<Transform>(`/transforms/${id}`),
  /** What keeps the stored draft from being published. */
  draftCheck: (resource: string, id: string, revision: string) =>
    queryOptions({
      queryKey: ['one', `/${resource}/${id}/draft/check`, revision],
      queryFn: async () => (await post<{ problems: Problem[] }>(`/${resource}/${id}/draft/check`)).problems,
      retry: false,
    }),
  imports: () => list<Import>('/imports', {}, 50),
  import: (id: string) => one<Import>(`/imports/${id}`),
  importErrors: (id: string) => list<RowError>(`/imports/${id}/errors`, {}, 50),
  importPreview: (id: string, mapping: string) =>
    queryOptions({
      queryKey: ['one', `/imports/${id}/preview`, mapping],
      queryFn: () => post<ImportPreview>(`/imports/${id}/preview`),
      staleTime: Infinity,
      retry: false,
    }),
  letters: (query: Query) => list<DeadLetter>('/dead-letters', query, 50),
  letterPayload: (id: string) => one<LetterPayload>(`/dead-letters/${id}/payload`),
  letterCounts: (query: Query = {}) =>
    queryOptions({
      queryKey: ['one', '/dead-letters/summary', query],
      queryFn: async ({ signal }) =>
        (await get<{ data: LetterCount[] }>('/dead-letters/summary', query, signal)).data,
    }),
  operation: (service: string, id: string) => one<Operation>(`/operations/${service}/${id}`),
};
