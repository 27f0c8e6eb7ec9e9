import type { JsonObject, JsonValue } from '@rapport/contracts';

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

export interface ContextParts {
  person: RenderedPerson | null;
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
  const { person, frozen, workspace, message, now } = parts;
  return {
    ...(withoutNulls(frozen) as JsonObject),
    profile: withoutNulls((person ?? {}) as unknown as JsonObject),
    workspace: withoutNulls(workspace),
    message: { ...message },
    now: new Date(now).toISOString(),
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
