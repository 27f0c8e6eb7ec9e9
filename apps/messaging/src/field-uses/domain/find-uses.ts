import type { EventType } from '@rapport/contracts';
import { type ContentReads, type FieldRead, overlaps } from './content-reads.js';

/** What is asked for: an event, one property of it, a trait of a person or of a group, or objects of a type or an attribute of theirs. */
export type WantedField =
  | { kind: 'event'; type: EventType; name: string; property: readonly string[] | null }
  | { kind: 'field'; root: Exclude<FieldRead['root'], 'event'>; keys: readonly string[] };

/** A journey or template in use, with what its versions read; a draft only where it differs from what is published. */
export interface ReadingObject {
  kind: 'journey' | 'template';
  /** The names by which a journey may call it. */
  refs: readonly string[];
  published: ContentReads | null;
  draft: ContentReads | null;
}

/** @returns the places in each object that read it, of those that do, in the order given */
export function findUses<T extends ReadingObject>(
  objects: readonly T[],
  wanted: WantedField,
): { object: T; places: string[] }[] {
  const senders = wanted.kind === 'event' ? sendersOf(objects, wanted) : null;
  return objects.flatMap((object) => {
    const places = [
      ...placesIn(object, object.published, wanted, senders).map((place) => `published.${place}`),
      ...placesIn(object, object.draft, wanted, senders).map((place) => `draft.${place}`),
    ];
    return places.length > 0 ? [{ object, places: [...new Set(places)] }] : [];
  });
}

function placesIn(
  object: ReadingObject,
  content: ContentReads | null,
  wanted: WantedField,
  senders: Senders | null,
): string[] {
  if (!content) return [];
  if (wanted.kind === 'field') {
    return content.reads.filter((read) => reads(read, wanted.root, wanted.keys)).map(({ place }) => place);
  }
  const found = content.reads.filter((read) => reads(read, 'event', keysOfEvent(wanted)));
  const places = found.map(({ place }) => place);
  if (object.kind === 'template') return senders?.mayGet(object, wanted) ? places : [];
  if (!startsWith(content, wanted)) return [];
  return wanted.property === null ? ['trigger', ...places] : places;
}

type WantedEvent = Extract<WantedField, { kind: 'event' }>;

function keysOfEvent({ property }: WantedEvent): readonly string[] {
  return property === null ? [] : ['properties', ...property];
}

function reads(read: FieldRead, root: FieldRead['root'], keys: readonly string[]): boolean {
  return read.root === root && overlaps(read.keys, keys);
}

function startsWith({ trigger }: ContentReads, { type, name }: WantedEvent): boolean {
  return trigger !== null && trigger.type === type && (trigger.name === null || trigger.name === name);
}

interface Senders {
  mayGet(template: ReadingObject, wanted: WantedEvent): boolean;
}

/**
 * A template itself names no event: it gets the event of the journeys that send it. One that no journey sends may be meant
 * for any event that has the property.
 */
function sendersOf(objects: readonly ReadingObject[], wanted: WantedEvent): Senders {
  const sent = new Set<string>();
  const sentOnEvent = new Set<string>();
  for (const content of objects.flatMap(({ published, draft }) => [published, draft])) {
    for (const ref of content?.templates ?? []) {
      sent.add(ref);
      if (content && startsWith(content, wanted)) sentOnEvent.add(ref);
    }
  }
  return {
    mayGet: ({ refs }, { property }) =>
      refs.some((ref) => sentOnEvent.has(ref)) || (property !== null && !refs.some((ref) => sent.has(ref))),
  };
}
