import type { AcceptedEvent } from '@rapport/contracts';
import { isTimeZone } from '@rapport/kernel';

/** A value with the time that won it; among equals in time the larger text wins, so that order does not matter. */
export interface Latest {
  value: string;
  atMs: number;
}

/** What is remembered of an identifier's use. Only maxima and minima: order and repetition do not matter. */
export interface Sighting {
  /** Newest event that carried the identifier; epoch ms. */
  lastSeenMs: number | null;
  /** Newest event filed under it. A profile was last seen at the newest of its nodes'. */
  lastEventMs: number | null;
  /** When the first event about it reached us. */
  createdMs: number | null;
  locale: Latest | null;
  timeZone: Latest | null;
  /** Must be written. */
  dirty: boolean;
}

export function unseen(): Sighting {
  return { lastSeenMs: null, lastEventMs: null, createdMs: null, locale: null, timeZone: null, dirty: false };
}

/** What an event tells of the person's whereabouts. `null` fields tell nothing. */
export interface Whereabouts {
  effectiveMs: number;
  receivedAtMs: number;
  /** False for an identify with `context.active: false`: somebody else spoke about the person. */
  active: boolean;
  locale: string | null;
  timeZone: string | null;
}

export function whereaboutsOf(event: AcceptedEvent, effectiveMs: number, receivedAtMs: number): Whereabouts {
  const active = !(event.type === 'identify' && event.context.active === false);
  const { locale, timezone } = event.context;
  return {
    effectiveMs,
    receivedAtMs,
    active,
    locale: active ? localeTag(locale) : null,
    timeZone: active ? timeZoneName(timezone) : null,
  };
}

export function sight(sighting: Sighting, seen: Whereabouts, isAnchor: boolean): void {
  if (sighting.createdMs === null || seen.receivedAtMs < sighting.createdMs) {
    sighting.createdMs = seen.receivedAtMs;
    sighting.dirty = true;
  }
  if (!seen.active) return;
  sighting.lastSeenMs = raise(sighting, sighting.lastSeenMs, seen.effectiveMs);
  if (!isAnchor) return;
  sighting.lastEventMs = raise(sighting, sighting.lastEventMs, seen.effectiveMs);
  sighting.locale = raiseText(sighting, sighting.locale, at(seen.locale, seen.effectiveMs));
  sighting.timeZone = raiseText(sighting, sighting.timeZone, at(seen.timeZone, seen.effectiveMs));
}

/** Joins what two lots of events tell of the same identifier. */
export function joinSightings(into: Sighting, other: Sighting): void {
  if (other.createdMs !== null && (into.createdMs === null || other.createdMs < into.createdMs)) {
    into.createdMs = other.createdMs;
    into.dirty = true;
  }
  if (other.lastSeenMs !== null) into.lastSeenMs = raise(into, into.lastSeenMs, other.lastSeenMs);
  if (other.lastEventMs !== null) into.lastEventMs = raise(into, into.lastEventMs, other.lastEventMs);
  into.locale = raiseText(into, into.locale, other.locale);
  into.timeZone = raiseText(into, into.timeZone, other.timeZone);
}

export function isLater(a: Latest, b: Latest): boolean {
  return a.atMs > b.atMs || (a.atMs === b.atMs && a.value > b.value);
}

function at(value: string | null, atMs: number): Latest | null {
  return value === null ? null : { value, atMs };
}

function raise(sighting: Sighting, known: number | null, ms: number): number {
  if (known !== null && known >= ms) return known;
  sighting.dirty = true;
  return ms;
}

function raiseText(sighting: Sighting, known: Latest | null, latest: Latest | null): Latest | null {
  if (!latest || (known && !isLater(latest, known))) return known;
  sighting.dirty = true;
  return latest;
}

/** A BCP 47 tag; browsers and phones also send `de_DE`. */
export function localeTag(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > 35) return null;
  const tag = raw.trim().replaceAll('_', '-');
  return /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/.test(tag) ? tag : null;
}

/** Asking the runtime costs 50 µs, and the same few hundred names come again and again. */
const knownTimeZones = new Map<string, boolean>();

export function timeZoneName(raw: unknown): string | null {
  if (typeof raw !== 'string' || raw.length > 64) return null;
  let known = knownTimeZones.get(raw);
  if (known === undefined) {
    known = isTimeZone(raw);
    if (knownTimeZones.size < 2000) knownTimeZones.set(raw, known);
  }
  return known ? raw : null;
}
