import type { EventType, JsonValue, StepKind } from '@rapport/contracts';
import type { Actor, Profile, TimelineEvent } from './types';

export interface Identifier {
  type: string;
  value: string;
}

/** Which event gave a trait its value (api.md 7.1). */
export interface TraitDetail {
  value: JsonValue;
  sourceId: string;
  messageId: string;
  timestamp: string;
  receivedAt: string;
}

export interface Person extends Profile {
  traitDetails: Record<string, TraitDetail>;
}

export type LinkKind = 'event' | 'alias_anonymous' | 'alias_user' | 'operator';
export type Verdict =
  | 'joined'
  | 'already_joined'
  | 'refused_limit'
  | 'refused_hub'
  | 'refused_alias_limit'
  | 'refused_separated'
  | 'not_counted';

/** Evidence: two identifiers that were named together, and what is made of it today. */
export interface Link {
  id: string;
  anchor: Identifier;
  identifier: Identifier;
  kind: LinkKind;
  verdict: Verdict;
  limitType: string | null;
  messageId: string | null;
  sourceId: string | null;
  at: string;
  by: Actor | null;
  reason: string | null;
}

export interface HeldIdentifier extends Identifier {
  sourceId: string;
  messageId: string;
  firstSeenAt: string;
  lastSeenAt: string;
  /** What ties it to the others; null for the oldest one. */
  link: Link | null;
}

export interface IdentityChange {
  id: string;
  at: string;
  kind: 'merged' | 'unmerged';
  into: string;
  from: string;
  /** `type:value` of those that changed sides. */
  identifiers: string[];
  cause: string;
  because: string | null;
  reason: string | null;
  messageId: string | null;
  sourceId: string | null;
  by: Actor | null;
}

/** One thing that a run of theirs did. */
export interface RunStep {
  id: string;
  at: string;
  kind: 'entered' | 'step' | 'exited';
  runId: string;
  journeyId: string;
  journeyName: string;
  stepKey: string | null;
  stepKind: StepKind | null;
  outcome: string | null;
  reason: string | null;
  msgId: string | null;
}

/** An event with all that is kept of it. */
export interface WholeEvent extends TimelineEvent {
  anchor: Identifier;
  userId: string | null;
  anonymousId: string | null;
  originalTimestamp: string | null;
  sentAt: string | null;
  type: EventType;
  mode: 'live' | 'backfill';
  flags: string[];
}

export interface Device {
  id: string;
  platform: 'ios' | 'android' | 'web';
  appId: string | null;
  /** null when only its end was told. */
  lastSeenAt: string | null;
  state: 'active' | 'dead';
  deadReason: string | null;
}

/** An order, a subscription, or whatever else the workspace keeps around people. */
