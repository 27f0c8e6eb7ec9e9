import type { ConditionKind, JsonObject, JsonValue } from '@rapport/contracts';

/** Why a condition was true or false: the same tree, each node with its result. */
export interface Trace {
  result: boolean;
  kind: ConditionKind;
  /** What a leaf looked at; absent when there was nothing. */
  actual?: JsonValue;
  /** Which of the groups or objects fit, by the customer's keys; the first ten. */
  evidence?: string[];
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

/** A group of the person, under the customer's own id. */
export interface GroupFacts {
  groupId: string;
  traits: JsonObject;
}

/** An object that is related to the person. */
export interface ObjectFacts {
  key: string;
  attributes: JsonObject;
}

/** Of the objects of a type, a condition looks at those of a person that changed last: this many. */
export const mostObjects = 1_000;

/** What stands around a person; whoever evaluates loads it, and only what `dependenciesOf` names. */
export interface PersonRelations {
  /** The current one first. */
  groups: readonly GroupFacts[];
  /** By type, last updated first, `mostObjects` of each at most. */
  objects: ReadonlyMap<string, readonly ObjectFacts[]>;
}

export const noRelations: PersonRelations = { groups: [], objects: new Map() };

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
  relations: PersonRelations;
}

/** A scope in which nothing is known yet. */
export function emptyScope(now: number, workspaceTimeZone = 'UTC'): EvaluationScope {
  const unknown = { profileTimeZone: null, traits: {}, reserved: {}, run: {}, event: null };
  return { now, workspaceTimeZone, ...unknown, relations: noRelations };
}
