import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { LiveEvent } from '../api/event-types';
import { queries } from '../api/queries';
import { relationQueries } from '../api/relation-queries';
import { propertiesOf } from '../events/payload-of';
import { rowsOf } from '../ui/rows';

export interface SeenObjectType {
  key: string;
  attributes: string[];
}

export interface SeenNames {
  traits: string[];
  events: string[];
  /** Property names by event name. */
  properties: Record<string, string[]>;
  /** Names of the traits that groups have. */
  groupTraits: string[];
  /** Types of objects, each with the names of its attributes. */
  objectTypes: SeenObjectType[];
  /** Lately accepted events, newest first; what a preview can be tried with. */
  recent: LiveEvent[];
}

/** Names as they really occur in this workspace: from the people seen last and the events of the last days. */
export function useSeenNames(): SeenNames {
  const people = useInfiniteQuery({ ...queries.profiles({ sort: '-lastSeenAt' }), staleTime: 30_000 });
  const events = useInfiniteQuery({ ...queries.events({ outcome: 'accepted' }), staleTime: 30_000 });
  const groups = useInfiniteQuery({ ...relationQueries.groups(), staleTime: 30_000 });
  const types = useQuery({ ...relationQueries.objectTypes(), staleTime: 30_000 });
  return useMemo(() => {
    const recent = rowsOf(events.data);
    const properties: Record<string, Set<string>> = {};
    for (const event of recent) {
      if (event.type !== 'track' || !event.name) continue;
      const known = (properties[event.name] ??= new Set());
      Object.keys(propertiesOf(event)).forEach((name) => known.add(name));
    }
    return {
      traits: namesIn(rowsOf(people.data)),
      groupTraits: namesIn(rowsOf(groups.data)),
      objectTypes: (types.data ?? []).map(({ key, attributes }) => ({
        key,
        attributes: attributes.map(({ name }) => name),
      })),
      events: Object.keys(properties).sort(),
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, set]) => [name, [...set].sort()]),
      ),
      recent,
    };
  }, [people.data, events.data, groups.data, types.data]);
}

function namesIn(rows: readonly { traits: object }[]): string[] {
  return [...new Set(rows.flatMap(({ traits }) => Object.keys(traits)))].sort();
}
