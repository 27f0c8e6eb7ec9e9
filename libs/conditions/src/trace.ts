import type { ConditionKind, JsonObject, JsonValue } from '@rapport/contracts';

/** Why a condition was true or false: the same tree, each node with its result. */
export interface Trace {
  result: boolean;
  kind: ConditionKind;
  /** What a leaf looked at; absent when there was nothing. */
  actual?: JsonValue;
  children?: Trace[];
  /** The next moment (epoch ms) at which time alone can change the result; null when it cannot. Never too late, perhaps too early. */
  changesAt: number | null;
}

/** The event that a `property` looks at. */
export interface EventFacts {
  properties: JsonObject;
  context: JsonObject;
  traits: JsonObject;
}

/** Everything an evaluation may look at. One evaluation has one `now`. */
export interface EvaluationScope {
  /** Epoch ms. */
  now: number;
  workspaceTimeZone: string;
  /** The person's; null when unknown: the workspace's stands in. */
  profileTimeZone: string | null;
  traits: JsonObject;
  /** `firstSeenAt`, `lastSeenAt`, `createdAt` of the profile: readable like traits when no such trait was sent. */
  reserved: JsonObject;
  /** The run's context: roots `event`, `steps`, `data`, `journey`. */
  run: JsonObject;
  event: EventFacts | null;
}

/** A scope in which nothing is known yet. */
export function emptyScope(now: number, workspaceTimeZone = 'UTC'): EvaluationScope {
  return { now, workspaceTimeZone, profileTimeZone: null, traits: {}, reserved: {}, run: {}, event: null };
}
