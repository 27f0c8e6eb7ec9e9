import type { AcceptedEvent, JsonObject, Reentry } from '@rapport/contracts';
import { evaluate, segmentsOf, textOf, type Trace, valuesAt } from '@rapport/conditions';
import { approximateMs, parseDuration } from '@rapport/kernel';
import type { JourneyVersion } from './journey-version.js';
import type { RunPerson, RunPolicy } from './run.js';
import { frozenEvent, scopeOf } from './run-context.js';

/** Why somebody did not enter, in the order in which it is asked (api.md 10.2). */
export type EntryRefusal =
  | 'journey_not_live'
  | 'journey_paused'
  | 'event_too_old'
  | 'backfill'
  | 'filter'
  | 'missing_key'
  | 'reentry'
  | 'already_inside';

export type JourneyStatus = 'live' | 'paused' | 'archived';

/** What happened that may start a run. */
export interface TriggerFact {
  /** `AcceptedEvent.id` of the event that caused it: one event starts at most one run per journey. */
  eventId: string;
  /** When it happened; epoch ms. */
  occurredAt: number;
  mode: 'live' | 'backfill';
  /** The event itself, under an `event` trigger. */
  event: AcceptedEvent | null;
}

export type EntryDecision =
  | { refused: EntryRefusal; trace?: Trace }
  /** `key` is '' without a re-entry key. */
  | { refused: null; key: string };

/** What the same person did in this journey before, over all its versions, under the same key. Moments are epoch ms. */
export interface EntryHistory {
  entered: number;
  active: number;
  lastEnteredAt: number | null;
  lastEndedAt: number | null;
}

export const noHistory: EntryHistory = { entered: 0, active: 0, lastEnteredAt: null, lastEndedAt: null };

const defaultMaxEventAgeMs = 24 * 3_600_000;
const defaultReentry: Reentry = { rule: 'once' };

/** The checks that need no history; they end with the key under which re-entry is counted. */
export function checkTrigger(
  journey: JourneyVersion,
  status: JourneyStatus,
  fact: TriggerFact,
  person: RunPerson,
  at: { now: number; policy: RunPolicy },
): EntryDecision {
  if (status === 'archived') return { refused: 'journey_not_live' };
  if (status === 'paused') return { refused: 'journey_paused' };
  if (at.now - fact.occurredAt > maxEventAgeMs(journey)) return { refused: 'event_too_old' };
  if (fact.mode === 'backfill') return { refused: 'backfill' };
  const { filter, reentry = defaultReentry } = journey.definition.entry ?? {};
  const context: JsonObject = fact.event ? { event: frozenEvent(fact.event) } : {};
  if (filter) {
    const trace = evaluate(filter, scopeOf(person, at.policy, at.now, context));
    if (!trace.result) return { refused: 'filter', trace };
  }
  if (reentry.key === undefined) return { refused: null, key: '' };
  const key = textOf(valuesAt(context, segmentsOf(reentry.key))[0]);
  return key === undefined || key === '' ? { refused: 'missing_key' } : { refused: null, key };
}

/** Whether the re-entry rule lets this person in once more; null = she enters. */
export function checkReentry(
  journey: JourneyVersion,
  history: EntryHistory,
  now: number,
): 'reentry' | 'already_inside' | null {
  return refusesReentry(journey.definition.entry?.reentry, history, now);
}

/** The same, by the rule alone. */
export function refusesReentry(
  reentry: Reentry = defaultReentry,
  history: EntryHistory,
  now: number,
): 'reentry' | 'already_inside' | null {
  const { rule, cooldown, since } = reentry;
  if (rule === 'parallel') return null;
  if (rule === 'once') return history.entered > 0 ? 'reentry' : null;
  if (rule === 'cooldown') {
    const last = since === 'exit' ? history.lastEndedAt : history.lastEnteredAt;
    const parts = cooldown === undefined ? undefined : parseDuration(cooldown);
    if (last !== null && parts && now - last < approximateMs(parts)) return 'reentry';
  }
  return history.active > 0 ? 'already_inside' : null;
}

/** Whether the journey holds a person at most once at a time: of two such runs of a merged person one ends. */
export function isExclusive(journey: JourneyVersion): boolean {
  return (journey.definition.entry?.reentry ?? defaultReentry).rule !== 'parallel';
}

function maxEventAgeMs(journey: JourneyVersion): number {
  const text = journey.definition.entry?.maxEventAge;
  const parts = text === undefined ? undefined : parseDuration(text);
  return parts ? approximateMs(parts) : defaultMaxEventAgeMs;
}
