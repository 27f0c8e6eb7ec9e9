import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { queries } from '../api/queries';
import type { LiveEvent } from '../api/types';
import { rowsOf } from '../ui/rows';

export interface SeenNames {
  traits: string[];
  events: string[];
  /** Property names by event name. */
  properties: Record<string, string[]>;
  /** Lately accepted events, newest first; what a preview can be tried with. */
  recent: LiveEvent[];
}

/** Names as they really occur in this workspace: from the people seen last and the events of the last days. */
export function useSeenNames(): SeenNames {
  const people = useInfiniteQuery({ ...queries.profiles({ sort: '-lastSeenAt' }), staleTime: 30_000 });
  const events = useInfiniteQuery({ ...queries.events({ outcome: 'accepted' }), staleTime: 30_000 });
  return useMemo(() => {
    const recent = rowsOf(events.data);
    const traits = new Set<string>();
    for (const profile of rowsOf(people.data))
      Object.keys(profile.traits).forEach((name) => traits.add(name));
    const properties: Record<string, Set<string>> = {};
    for (const event of recent) {
      if (event.type !== 'track' || !event.name) continue;
      const known = (properties[event.name] ??= new Set());
      Object.keys(propertiesOf(event)).forEach((name) => known.add(name));
    }
    return {
      traits: [...traits].sort(),
      events: Object.keys(properties).sort(),
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, set]) => [name, [...set].sort()]),
      ),
      recent,
    };
  }, [people.data, events.data]);
}

export function propertiesOf(event: LiveEvent): Record<string, unknown> {
  const value = event.payload['properties'];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}
