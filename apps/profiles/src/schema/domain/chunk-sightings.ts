import type { AcceptedEvent, EventType } from '@rapport/contracts';
import type { Example } from './example-of.js';
import { type FieldSighting, observeDocument } from './observe-document.js';
import type { ValueType } from './value-types.js';

/** Name and path of what is beyond the limits of a workspace: counted, but not by name. */
export const overflow = '';

/** A day's events of one name and source. */
export interface EventCount {
  workspaceId: string;
  type: EventType;
  name: string;
  /** UTC, `YYYY-MM-DD`. */
  day: string;
  sourceId: string;
  events: number;
  firstMs: number;
  lastMs: number;
}

/** A day's events that bore one path. */
export interface FieldCount {
  workspaceId: string;
  type: EventType;
  name: string;
  path: string;
  day: string;
  events: number;
  filled: number;
  types: Map<ValueType, number>;
  /** Newest first, each once. */
  examples: Example[];
  firstMs: number;
  lastMs: number;
}

export const mostExamples = 5;

/** What one chunk of one partition shows of the events of every workspace in it: the whole chunk is a few rows. */
export class ChunkSightings {
  private readonly places = new Map<string, PlaceCounts>();

  constructor(private readonly nowMs: number) {}

  add(event: AcceptedEvent): void {
    const atMs = Math.min(Date.parse(event.receivedAt), this.nowMs);
    const counts = this.countsOf(event, atMs);
    countEvent(counts, event.sourceId, atMs);
    const document = event.type === 'identify' || event.type === 'group' ? event.traits : event.properties;
    if (!document) return;
    const { fields, overflowed } = observeDocument(document);
    for (const [path, sighting] of fields) countField(counts, path, sighting, atMs);
    if (overflowed) countField(counts, overflow, beyond, atMs);
  }

  *events(): Iterable<EventCount> {
    for (const { sources } of this.places.values()) yield* sources.values();
  }

  *fields(): Iterable<FieldCount> {
    for (const { fields } of this.places.values()) yield* fields.values();
  }

  private countsOf(event: AcceptedEvent, atMs: number): PlaceCounts {
    const { workspaceId, type } = event;
    const name = shownName(event);
    const days = Math.floor(atMs / dayMs);
    const key = `${workspaceId}|${days}|${type}|${name}`;
    let counts = this.places.get(key);
    if (!counts) {
      const day = new Date(days * dayMs).toISOString().slice(0, 10);
      counts = { place: { workspaceId, type, name, day }, sources: new Map(), fields: new Map() };
      this.places.set(key, counts);
    }
    return counts;
  }
}

const dayMs = 86_400_000;

interface Place {
  workspaceId: string;
  type: EventType;
  name: string;
  day: string;
}

interface PlaceCounts {
  place: Place;
  /** By source. */
  sources: Map<string, EventCount>;
  /** By path: the map that every property of every event passes, so its keys are short. */
  fields: Map<string, FieldCount>;
}

function countEvent({ place, sources }: PlaceCounts, sourceId: string, atMs: number): void {
  const known = sources.get(sourceId);
  if (!known) {
    sources.set(sourceId, { ...place, sourceId, events: 1, firstMs: atMs, lastMs: atMs });
    return;
  }
  known.events += 1;
  known.firstMs = Math.min(known.firstMs, atMs);
  known.lastMs = Math.max(known.lastMs, atMs);
}

function countField(
  { place, fields }: PlaceCounts,
  path: string,
  sighting: FieldSighting,
  atMs: number,
): void {
  let field = fields.get(path);
  if (!field) {
    field = {
      ...place,
      ...{ path, events: 0, filled: 0, types: new Map(), examples: [], firstMs: atMs, lastMs: atMs },
    };
    fields.set(path, field);
  }
  field.events += 1;
  if (sighting.filled) field.filled += 1;
  for (const type of sighting.types) field.types.set(type, (field.types.get(type) ?? 0) + 1);
  if (sighting.examples.some((one, at) => field.examples[at] !== one)) {
    const older = field.examples.filter((one) => !sighting.examples.includes(one));
    field.examples = [...sighting.examples, ...older].slice(0, mostExamples);
  }
  field.firstMs = Math.min(field.firstMs, atMs);
  field.lastMs = Math.max(field.lastMs, atMs);
}

const beyond: FieldSighting = { types: new Set(), filled: false, examples: [] };

/** An event without a name goes by its type, so that everything seen has a name to ask for. */
function shownName({ type, name }: AcceptedEvent): string {
  return name === null || name === '' ? type : name;
}
