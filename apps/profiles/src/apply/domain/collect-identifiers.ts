import type { AcceptedEvent, JsonObject, JsonValue } from '@rapport/contracts';
import { compareUtf8, type Identifier, normaliseIdentifier, readExternalId } from '@rapport/kernel';
import type { IdentifierPath, IdentityPolicy } from './identity-policy.js';

/** What of an event says who it is. */
export type IdentifyingEvent = Pick<AcceptedEvent, 'type' | 'userId' | 'anonymousId' | 'traits' | 'context'> &
  Partial<Pick<AcceptedEvent, 'properties' | 'matchOn'>>;

export interface Collected {
  /** A set, strongest first: the first is the anchor (identity.md 3.4). */
  identifiers: Identifier[];
  /** Types of external ids that the policy does not know: they stay in the payload. */
  unknownTypes: string[];
  /** A value was given that the workspace has blocked. */
  blocked: boolean;
}

/** The identifiers of an event under a policy (identity.md 3.2). */
export function collect(event: IdentifyingEvent, policy: IdentityPolicy): Collected {
  const collected: Collected = { identifiers: [], unknownTypes: [], blocked: false };
  const take = (type: string, raw: unknown): void => takeValue(type, raw, policy, collected);
  const { matchOn } = event;
  const counts = (type: string): boolean => !matchOn || matchOn.includes(type);
  if (counts('user_id')) take('user_id', event.userId);
  if (counts('anonymous_id')) take('anonymous_id', event.anonymousId);
  if (policy.collectsEmail && counts('email')) take('email', emailOf(event));
  if (Array.isArray(event.context.externalIds)) {
    for (const entry of event.context.externalIds) {
      const given = readExternalId(entry);
      if (!given || !counts(given.type)) continue;
      if (policy.externalTypes.has(given.type)) take(given.type, given.id);
      else if (!collected.unknownTypes.includes(given.type)) collected.unknownTypes.push(given.type);
    }
  }
  for (const [type, paths] of policy.paths) {
    if (counts(type)) for (const path of paths) takeAlong(event, path, (raw) => take(type, raw));
  }
  if (collected.identifiers.length > 1) collected.identifiers.sort(compareStrength);
  return collected;
}

export function collectIdentifiers(event: IdentifyingEvent, policy: IdentityPolicy): Identifier[] {
  return collect(event, policy).identifiers;
}

function takeValue(
  type: string,
  raw: unknown,
  { blockedValues }: IdentityPolicy,
  collected: Collected,
): void {
  const value = normaliseIdentifier(type, raw, blockedValues);
  if (value === undefined) {
    collected.blocked ||= blockedValues.size > 0 && normaliseIdentifier(type, raw) !== undefined;
    return;
  }
  const { identifiers } = collected;
  if (!identifiers.some((one) => one.type === type && one.value === value)) identifiers.push({ type, value });
}

/** Of identify: the event's traits; of every other type the context's. A group's own traits never identify a person. */
function emailOf(event: IdentifyingEvent): unknown {
  if (event.type === 'identify') return event.traits?.email;
  const traits = event.context.traits;
  return isObject(traits) ? traits.email : undefined;
}

/** Every value that a path leads to, in whichever spelling. A group's own traits never identify a person. */
function takeAlong(event: IdentifyingEvent, path: IdentifierPath, take: (raw: JsonValue) => void): void {
  const { context, properties, type } = event;
  const traits = type === 'identify' ? event.traits : null;
  const roots: JsonObject = { context, properties: properties ?? null, traits };
  let found: JsonValue[] = [roots];
  for (const spellings of path) {
    found = found.flatMap((at) =>
      isObject(at) ? spellings.flatMap((key) => (Object.hasOwn(at, key) ? [at[key] ?? null] : [])) : [],
    );
  }
  found.forEach(take);
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
    if (event.matchOn && !event.matchOn.includes(type)) return [];
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
