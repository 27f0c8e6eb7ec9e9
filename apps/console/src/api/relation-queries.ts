import type { AttributeType, JsonObject } from '@rapport/contracts';
import { queryOptions } from '@tanstack/react-query';
import { list, one } from './queries';
import { get, type Query } from './request';
import type { Profile } from './types';

export interface ObjectType {
  key: string;
  name: string;
  attributes: { name: string; type: AttributeType }[];
}

export interface PeopleGroup {
  id: string;
  /** The customer's own. */
  groupId: string;
  traits: JsonObject;
  profileCount: number;
  /** False: so many were counted, and there are more. */
  profileCountExact: boolean;
  createdAt: string;
  updatedAt: string;
}

/** `grp_…` or `group_id:…`. */
export function groupPath(ref: string): string {
  return `/groups/${encodeURIComponent(ref)}`;
}

/** What stands around people. */
export const relationQueries = {
  /** A workspace has few: they come at once. */
  objectTypes: () =>
    queryOptions({
      queryKey: ['list', '/object-types'],
      queryFn: async ({ signal }) => (await get<{ data: ObjectType[] }>('/object-types', {}, signal)).data,
    }),
  groups: (query: Query = {}) => list<PeopleGroup>('/groups', query, 50),
  group: (ref: string) => one<PeopleGroup>(groupPath(ref)),
  peopleOfGroup: (ref: string) => list<Profile>(`${groupPath(ref)}/profiles`, {}, 50),
};
