import type { JsonValue } from '@rapport/contracts';
import type { IdentityNode } from './evidence.js';
import { isOlderName, nameOf } from './grouping.js';
import { effectiveMsOf } from './moment.js';
import { isLater, type Latest, localeTag, timeZoneName } from './sighting.js';

/** What the identifiers of a profile say about it; traits aside. */
export interface ProfileFacts {
  userId: string | null;
  email: string | null;
  /** Observed identifiers, by type and value. */
  identifiers: string[];
  /** The customer's ids of the groups, the current one first. */
  groups: string[];
  createdMs: number;
  firstSeenMs: number;
  lastSeenMs: number;
  contextLocale: string | null;
  contextTimeZone: string | null;
}

/** What the traits of a profile say about it. */
export interface TraitFacts {
  phone: string | null;
  name: string | null;
  locale: string | null;
  timeZone: string | null;
}

export function factsOfNodes(nodes: readonly IdentityNode[], groups: string[]): ProfileFacts {
  const observed = nodes.filter((node) => node.seen);
  const seen = nameOf(observed)?.seen;
  const firstSeenMs = seen ? effectiveMsOf(seen) : 0;
  return {
    userId: primary(observed, 'user_id'),
    email: primary(observed, 'email'),
    identifiers: observed.map(({ type, value }) => `${type}:${value}`).sort(),
    groups,
    firstSeenMs,
    createdMs: Math.min(...observed.map(({ sighting }) => sighting.createdMs ?? Infinity)),
    lastSeenMs: nodes.reduce((max, { sighting }) => Math.max(max, sighting.lastEventMs ?? 0), firstSeenMs),
    contextLocale: latest(nodes, 'locale'),
    contextTimeZone: latest(nodes, 'timeZone'),
  };
}

/** The value of a type that was seen first. */
function primary(observed: readonly IdentityNode[], type: string): string | null {
  let first: IdentityNode | undefined;
  for (const node of observed) {
    if (node.type === type && (!first || isOlderName(node, first))) first = node;
  }
  return first?.value ?? null;
}

function latest(nodes: readonly IdentityNode[], field: 'locale' | 'timeZone'): string | null {
  let found: Latest | null = null;
  for (const { sighting } of nodes) {
    const candidate = sighting[field];
    if (candidate && (!found || isLater(candidate, found))) found = candidate;
  }
  return found?.value ?? null;
}

export function factsOfTraits(traits: ReadonlyMap<string, JsonValue>): TraitFacts {
  const name = text(traits.get('name'));
  const parts = [traits.get('firstName'), traits.get('lastName')].map(text).filter((part) => part !== null);
  return {
    phone: text(traits.get('phone')),
    name: name ?? (parts.join(' ') || null),
    locale: localeTag(traits.get('locale')),
    timeZone: timeZoneName(traits.get('timezone')) ?? timeZoneName(traits.get('timeZone')),
  };
}

function text(value: JsonValue | undefined): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
