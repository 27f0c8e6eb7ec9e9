import type { AttributeType, JsonObject } from '@rapport/contracts';
import { queryOptions } from '@tanstack/react-query';
import { editable, list, one } from './queries';
import { get, type Query } from './request';
import type { Profile } from './types';

export interface ObjectType {
  key: string;
  name: string;
  /** The attribute that holds an object's key, for batches. */
  idField: string | null;
  attributes: { name: string; type: AttributeType }[];
  updatedAt: string;
  archivedAt: string | null;
}

/** An order, a subscription: a thing of people and groups. */
export interface RelatedObject {
  type: string;
  key: string;
  attributes: JsonObject;
  /** `type:value` of each person. */
  profiles: string[];
  /** `group_id:…` of each group. */
  groups: string[];
  updatedAt: string;
  version: number;
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
  return `/groups/${enc(ref)}`;
}

const enc = encodeURIComponent;

export function objectTypePath(type: string): string {
  return `/object-types/${enc(type)}`;
}

export function objectPath(type: string, key: string): string {
  return `/objects/${enc(type)}/${enc(key)}`;
}

/** What stands around people. */
export const relationQueries = {
  /** A workspace has few: they come at once. */
  objectTypes: (query: { includeArchived?: boolean } = {}) =>
    queryOptions({
      queryKey: ['list', '/object-types', query],
      queryFn: async ({ signal }) => (await get<{ data: ObjectType[] }>('/object-types', query, signal)).data,
    }),
  objectType: (key: string) => editable<ObjectType>(objectTypePath(key)),
  objects: (type: string, query: Query = {}) => list<RelatedObject>(`/objects/${enc(type)}`, query, 50),
  object: (type: string, key: string) => editable<RelatedObject>(objectPath(type, key)),
  objectsOfGroup: (ref: string, type: string) =>
    list<RelatedObject>(`${groupPath(ref)}/objects/${enc(type)}`, {}, 10),
  groups: (query: Query = {}) => list<PeopleGroup>('/groups', query, 50),
  group: (ref: string) => one<PeopleGroup>(groupPath(ref)),
  peopleOfGroup: (ref: string) => list<Profile>(`${groupPath(ref)}/profiles`, {}, 50),
};
