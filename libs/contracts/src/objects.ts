import type { JsonObject } from './json.js';

/** Types of the attributes that an object may have. A date is an ISO 8601 date or an instant, as text. */
export const attributeTypes = ['string', 'number', 'boolean', 'date'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/** One record of `rapport.objects.v1`: what an object is like from now on. */
export interface ObjectChanged {
  v: 1;
  kind: 'object_changed';
  /** Derived from (type, key, revision): a replay bears the same. */
  id: string;
  workspaceId: string;
  /** Key of the object's type. */
  objectType: string;
  /** The customer's, unique within the type. */
  key: string;
  /** All attributes; null: the object is deleted. */
  attributes: JsonObject | null;
  /** Identifiers `type:value` of the people it belongs to. Whoever holds one of them now is one of them. */
  people: string[];
  /** The customer's keys of the groups it belongs to. */
  groups: string[];
  /** Along one object a later commit has the larger one. */
  revision: number;
  occurredAt: string;
}
