import { type ChunkSightings, type EventCount, type FieldCount, overflow } from './chunk-sightings.js';

/** What a workspace's schema has a row for: an event (`path` is empty), or one path of it. */
export interface SchemaName {
  workspaceId: string;
  type: string;
  name: string;
  path: string;
}

export interface AdmittedCounts {
  events: EventCount[];
  fields: FieldCount[];
}

export function nameKey({ workspaceId, type, name, path }: SchemaName): string {
  return `${workspaceId}|${type}|${name.length}|${name}|${path}`;
}

/** Every name in the chunk with the moments between which it was seen; those of one event follow it. */
export function namesIn(sightings: ChunkSightings): (SchemaName & { firstMs: number })[] {
  const names = new Map<string, SchemaName & { firstMs: number }>();
  const add = (name: SchemaName, firstMs: number): void => {
    const key = nameKey(name);
    const known = names.get(key);
    if (!known) names.set(key, { ...name, firstMs });
    else known.firstMs = Math.min(known.firstMs, firstMs);
  };
  for (const { workspaceId, type, name, firstMs } of sightings.events()) {
    add({ workspaceId, type, name, path: '' }, firstMs);
  }
  for (const { workspaceId, type, name, path, firstMs } of sightings.fields()) {
    if (path !== overflow) add({ workspaceId, type, name, path }, firstMs);
  }
  return [...names.values()];
}

/**
 * The counts to store: those of admitted names as they are, the rest added up under no name, so that a total stays exact
 * when somebody sends a new name with every event. Of an event that was not admitted nothing but the number is kept.
 */
export function admittedCounts(
  sightings: ChunkSightings,
  isAdmitted: (name: SchemaName) => boolean,
): AdmittedCounts {
  const events = new Map<string, EventCount>();
  const fields = new Map<string, FieldCount>();
  for (const event of sightings.events()) {
    const name = isAdmitted({ ...event, path: '' }) ? event.name : overflow;
    const key = [event.workspaceId, event.day, event.type, event.sourceId, name].join('|');
    const known = events.get(key);
    events.set(key, known ? addEvents(known, event) : { ...event, name });
  }
  for (const field of sightings.fields()) {
    if (!isAdmitted({ ...field, path: '' })) continue;
    const isNamed = field.path !== overflow && isAdmitted(field);
    const stored = isNamed
      ? field
      : { ...field, path: overflow, filled: 0, types: new Map<never, never>(), examples: [] };
    const key = `${field.day}|${nameKey(stored)}`;
    const known = fields.get(key);
    fields.set(key, known ? addFields(known, stored) : stored);
  }
  return { events: [...events.values()], fields: [...fields.values()] };
}

function addEvents(one: EventCount, other: EventCount): EventCount {
  return {
    ...one,
    events: one.events + other.events,
    firstMs: Math.min(one.firstMs, other.firstMs),
    lastMs: Math.max(one.lastMs, other.lastMs),
  };
}

/** Only what has no name meets here: neither types nor examples. */
function addFields(one: FieldCount, other: FieldCount): FieldCount {
  return {
    ...one,
    events: one.events + other.events,
    firstMs: Math.min(one.firstMs, other.firstMs),
    lastMs: Math.max(one.lastMs, other.lastMs),
  };
}
