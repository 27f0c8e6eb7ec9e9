import type { JsonObject } from '@rapport/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { post } from '../api/request';
import type { Trial } from '../api/transform-types';
import { sameCode } from './starter-code';

export interface TrialState {
  /** The event as the code sees it, so that only what the code did shows as a change. */
  before: JsonObject | null;
  trial: Trial | undefined;
  error: unknown;
  busy: boolean;
}

/** Runs the code in the server's sandbox a moment after the last keystroke; nothing is stored. */
export function useTrial(id: string, code: string, event: JsonObject | null): TrialState {
  const [settled] = useDebouncedValue(code, 400);
  const run = (text: string) => ({
    queryKey: ['trial', id, text, event],
    queryFn: () => post<Trial>(`/transforms/${id}/test`, { event, code: text }),
    enabled: event !== null && text.trim() !== '',
    retry: false as const,
    staleTime: 60_000,
  });
  const same = useQuery(run(sameCode));
  const tried = useQuery({ ...run(settled), placeholderData: keepPreviousData });
  return {
    before: same.data?.event ?? null,
    trial: tried.error ? undefined : tried.data,
    error: tried.error ?? same.error,
    busy: tried.isFetching || settled !== code,
  };
}
