import type { AcceptedEvent, Occurrence, TraitChange } from '@rapport/contracts';
import { segmentsOf } from '@rapport/conditions';
import type { JourneyStatus } from './entry-checks.js';
import type { JourneyVersion } from './journey-version.js';

/** A published journey as the consumer of activity sees it: its current version, and whether it lets anybody in. */
export interface PublishedJourney {
  journey: JourneyVersion;
  status: JourneyStatus;
}

/** What the journeys of one workspace wait for, so that an event meets only those that it may start. */
export class TriggerIndex {
  private readonly journeys = new Map<string, PublishedJourney>();
  private buckets: Map<string, PublishedJourney[]> | undefined;

  put(published: PublishedJourney): void {
    this.journeys.set(published.journey.journeyId, published);
    this.buckets = undefined;
  }

  get(journeyId: string): PublishedJourney | undefined {
    return this.journeys.get(journeyId);
  }

  /** Journeys that this event may start; whether it does, their `where` decides. */
  forEvent(event: AcceptedEvent): PublishedJourney[] {
    return [
      ...this.bucket(eventBucket(event.type, event.name)),
      ...this.bucket(eventBucket(event.type, null)),
    ];
  }

  /** Journeys that one of these changes may start. */
  forChanges(changes: readonly TraitChange[]): PublishedJourney[] {
    return changes.flatMap(({ trait }) => this.bucket(`trait|${trait}`));
  }

  private bucket(name: string): readonly PublishedJourney[] {
    this.buckets ??= bucketsOf(this.journeys.values());
    return this.buckets.get(name) ?? [];
  }
}

function bucketsOf(journeys: Iterable<PublishedJourney>): Map<string, PublishedJourney[]> {
  const buckets = new Map<string, PublishedJourney[]>();
  for (const published of journeys) {
    const { trigger } = published.journey.definition;
    if (!trigger) continue;
    const name = bucketOf(trigger);
    const bucket = buckets.get(name);
    if (bucket) bucket.push(published);
    else buckets.set(name, [published]);
  }
  return buckets;
}

function bucketOf(trigger: Occurrence): string {
  if (trigger.kind === 'trait_changed') return `trait|${segmentsOf(trigger.trait)[0]?.key ?? ''}`;
  return eventBucket(trigger.type ?? 'track', trigger.event ?? null);
}

/** An unnamed bucket waits for every event of its type. */
function eventBucket(type: string, name: string | null): string {
  return name === null ? `event|${type}` : `event|${type}|${name}`;
}
