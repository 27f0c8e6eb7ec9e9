import type { AcceptedEvent, JsonObject } from '@rapport/contracts';
import type { EvaluationScope } from '@rapport/conditions';
import { isTimeZone, publicId } from '@rapport/kernel';
import type { JourneyVersion } from './journey-version.js';
import type { Run, RunPerson, RunPolicy } from './run.js';

/** The trigger event as conditions and templates see it (api.md 11.3). */
export function frozenEvent(event: AcceptedEvent): JsonObject {
  return {
    name: event.name,
    type: event.type,
    messageId: event.messageId,
    timestamp: event.timestamp,
    properties: event.properties ?? {},
    context: event.context,
  };
}

/** The roots of a run's context (api.md 10.3). Ids leave in their public form: people see them in their messages. */
export function runContext(journey: JourneyVersion, run: Run, step: string | null): JsonObject {
  return {
    ...(run.event && { event: run.event }),
    steps: run.steps,
    journey: {
      id: publicId('jrn', journey.journeyId),
      key: journey.key,
      name: journey.name,
      version: journey.version,
      runId: publicId('run', run.id),
      step,
    },
  };
}

/** What a condition of this person may look at, now. */
export function scopeOf(
  person: RunPerson,
  policy: RunPolicy,
  now: number,
  context: JsonObject,
): EvaluationScope {
  return {
    now,
    workspaceTimeZone: policy.timeZone,
    profileTimeZone: knownZone(person.timeZone),
    traits: person.traits,
    reserved: {
      createdAt: person.createdAt,
      firstSeenAt: person.firstSeenAt,
      lastSeenAt: person.lastSeenAt,
    },
    run: context,
    event: null,
    relations: person.relations,
  };
}

/** The zone in which this person's days begin: her own when it is one, else the workspace's. */
export function zoneOf(person: RunPerson, policy: RunPolicy): string {
  return knownZone(person.timeZone) ?? policy.timeZone;
}

function knownZone(timeZone: string | null): string | null {
  return timeZone !== null && isTimeZone(timeZone) ? timeZone : null;
}
