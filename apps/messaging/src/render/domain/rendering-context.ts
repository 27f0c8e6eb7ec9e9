import type { PersonRelations } from '@rapport/conditions';
import type { JsonObject, JsonValue } from '@rapport/contracts';
import type { RelationsWanted } from '../../relations/domain/relations-wanted.js';

/** What is known of the person a message goes to; null for a bare address. */
export interface RenderedPerson {
  /** Public id. */
  id: string;
  userId: string | null;
  email: string | null;
  phone: string | null;
  locale: string | null;
  timeZone: string | null;
  createdAt: string;
  traits: JsonObject;
}

/** What the content reads of groups and objects, and what there is. */
export interface RenderedRelations {
  wanted: RelationsWanted;
  found: PersonRelations;
}

export interface ContextParts {
  person: RenderedPerson | null;
  relations: RenderedRelations;
  /** Frozen when the send was decided: `event`, `data`, `journey`, `steps`. */
  frozen: JsonObject;
  workspace: { name: string; timeZone: string; postalAddress: string | null; brand: JsonObject };
  message: { id: string; channel: string; locale: string };
  /** Epoch ms. */
  now: number;
}

/**
 * The variables of a rendering (api.md 11.3): plain JSON without secrets. What has no value is left out, so that `null` is
 * as missing as what was never there.
 */
export function renderingContext(parts: ContextParts): JsonObject {
  const { person, relations, frozen, workspace, message, now } = parts;
  return {
    ...(withoutNulls(frozen) as JsonObject),
    profile: withoutNulls({ ...(person ?? {}), ...relationsOf(relations) }),
    workspace: withoutNulls(workspace),
    message: { ...message },
    now: new Date(now).toISOString(),
  };
}

/**
 * Lists, empty where there is nothing, so that a loop over them is no missing variable; of a person without groups and of a
 * bare address alike.
 */
function relationsOf({ wanted, found }: RenderedRelations): JsonObject {
  const named = wanted.objectTypes === 'all' ? [] : [...wanted.objectTypes];
  const types = [...new Set([...named, ...found.objects.keys()])];
  const objectsOf = (type: string): JsonObject[] =>
    (found.objects.get(type) ?? []).map(({ key, attributes }) => ({ ...attributes, key }));
  return {
    ...(wanted.groups && { groups: found.groups.map(({ groupId, traits }) => ({ groupId, traits })) }),
    ...((wanted.objectTypes === 'all' || types.length > 0) && {
      objects: Object.fromEntries(types.map((type) => [type, objectsOf(type)])),
    }),
  };
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) =>
      member === null ? [] : [[name, withoutNulls(member)]],
    ),
  );
}
