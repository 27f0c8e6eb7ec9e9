import type { AcceptedEvent, JsonObject, JsonValue } from '@rapport/contracts';
import { compareUtf8, type Identifier, normaliseIdentifier } from '@rapport/kernel';
import type { IdentityPolicy } from './identity-policy.js';

/** The identifiers of an event as a set, strongest first: the first is its anchor (identity.md 3.2 and 3.4). */
export function collectIdentifiers(event: AcceptedEvent, policy: IdentityPolicy): Identifier[] {
  const found: Identifier[] = [];
  const take = (type: string, raw: unknown): void => {
    const value = normaliseIdentifier(type, raw, policy.blockedValues);
    if (value === undefined) return;
    if (!found.some((one) => one.type === type && one.value === value)) found.push({ type, value });
  };
  take('user_id', event.userId);
  take('anonymous_id', event.anonymousId);
  take('email', emailOf(event));
  if (Array.isArray(event.context.externalIds)) {
    for (const entry of event.context.externalIds) takeExternal(entry, policy, take);
  }
  return found.length > 1 ? found.sort(compareStrength) : found;
}

/** Of identify: the event's traits; of every other type the context's. A group's own traits never identify a person. */
function emailOf(event: AcceptedEvent): unknown {
  if (event.type === 'identify') return event.traits?.email;
  const traits = event.context.traits;
  return isObject(traits) ? traits.email : undefined;
}

function takeExternal(
  entry: JsonValue,
  policy: IdentityPolicy,
  take: (type: string, raw: unknown) => void,
): void {
  if (!isObject(entry) || entry.collection !== 'users' || entry.encoding !== 'none') return;
  if (typeof entry.type === 'string' && policy.externalTypes.has(entry.type)) take(entry.type, entry.id);
}

/** What an alias names besides its own identifiers; "" and null count as missing (identity.md 3.5). */
export function aliasTargets(
  event: AcceptedEvent,
  anchor: Identifier,
  policy: IdentityPolicy,
): { kind: 'alias_anonymous' | 'alias_user'; identifier: Identifier }[] {
  if (event.type !== 'alias' || anchor.type !== 'user_id') return [];
  const previous = event.previousId?.trim() ? event.previousId : event.anonymousId;
  const kinds = [
    { kind: 'alias_anonymous', type: 'anonymous_id' },
    { kind: 'alias_user', type: 'user_id' },
  ] as const;
  return kinds.flatMap(({ kind, type }) => {
    const value = normaliseIdentifier(type, previous, policy.blockedValues);
    return value === undefined || value === anchor.value ? [] : [{ kind, identifier: { type, value } }];
  });
}

/** A user id is stronger than an email, an email than anything else; then by name, bytewise. */
export function compareStrength(a: Identifier, b: Identifier): number {
  return classOf(a) - classOf(b) || compareNames(a, b);
}

/** By type, then value, bytewise over UTF-8. */
export function compareNames(a: Identifier, b: Identifier): number {
  return compareUtf8(a.type, b.type) || compareUtf8(a.value, b.value);
}

function classOf({ type }: Identifier): number {
  if (type === 'user_id') return 0;
  return type === 'email' ? 1 : 2;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
