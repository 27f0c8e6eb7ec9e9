import { useQuery } from '@tanstack/react-query';
import { get, type Answer } from '../api/request';
import type { Version, Versioned } from '../api/types';
import type { DraftResource } from './use-draft';

/** What the editor opens with: the draft, or the published content when there is no draft beside it. */
export function useStartingDraft<Draft, Thing extends Versioned<Draft>>(
  resource: DraftResource,
  loaded: Answer<Thing> | undefined,
): Draft | null {
  const thing = loaded?.data;
  const version = thing && !thing.draft ? (thing.published?.version ?? null) : null;
  const published = useQuery({
    queryKey: ['version', resource, thing?.id, version],
    queryFn: ({ signal }) => get<Version<Draft>>(`/${resource}/${thing?.id}/versions/${version}`, {}, signal),
    enabled: version !== null,
    staleTime: Infinity,
  });
  return thing?.draft ?? published.data?.content ?? null;
}
