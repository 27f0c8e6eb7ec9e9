import type { AcceptedEvent, DeadLetter, JsonObject, PlanCheck } from '@rapport/contracts';
import { publicId, scanJson } from '@rapport/kernel';
import type { Outcome } from './pack-records.js';

/** What came to the door, as people see it (api.md 6.3). */
export interface RecentEvent {
  id: string;
  outcome: Outcome;
  code: string | null;
  field: string | null;
  message: string | null;
  source: { id: string; name: string | null };
  messageId: string | null;
  type: string | null;
  name: string | null;
  person: string | null;
  timestamp: string | null;
  receivedAt: string;
  flags: string[];
  /** How it fared with the tracking plan of its source; null when there is nothing to say. */
  plan: PlanCheck | null;
  payload: unknown;
}

const shownCharacters = 32 * 1024;
/** What is nested deeper could not be written as JSON again. */
const shownDepth = 64;

/** @param nameOf the source's name now; null for one that is gone */
export function presentRecent(
  outcome: Outcome,
  text: string,
  nameOf: (sourceId: string) => string | null,
): RecentEvent {
  return outcome === 'accepted'
    ? presentAccepted(JSON.parse(text) as AcceptedEvent, nameOf)
    : presentRejected(JSON.parse(text) as DeadLetter, nameOf);
}

function presentAccepted(event: AcceptedEvent, nameOf: (id: string) => string | null): RecentEvent {
  const { v: _v, id, workspaceId: _workspaceId, sourceId, payloadSha: _sha, flags, plan, ...payload } = event;
  return {
    id: publicId('evt', id),
    outcome: 'accepted',
    code: null,
    field: null,
    message: null,
    source: { id: publicId('src', sourceId), name: nameOf(sourceId) },
    messageId: event.messageId,
    type: event.type,
    name: event.name,
    person: personOf(event),
    timestamp: event.timestamp,
    receivedAt: event.receivedAt,
    flags,
    plan: presentPlan(plan),
    payload,
  };
}

/** As much of the broken item as can be read. */
function presentRejected(letter: DeadLetter, nameOf: (id: string) => string | null): RecentEvent {
  const sourceId = letter.sourceId ?? '';
  const payload = readPayload(Buffer.from(letter.payload, 'base64').toString('utf8'));
  const item = isObject(payload) ? payload : {};
  return {
    id: publicId('evt', letter.id),
    outcome: 'rejected',
    code: letter.code,
    field: letter.field,
    message: letter.message,
    source: { id: publicId('src', sourceId), name: nameOf(sourceId) },
    messageId: letter.messageId,
    type: textOf(item.type),
    name: textOf(item.event) ?? textOf(item.name),
    person: personOf({ userId: textOf(item.userId), anonymousId: textOf(item.anonymousId) }),
    timestamp: null,
    receivedAt: letter.receivedAt,
    flags: [],
    plan: presentPlan(letter.plan),
    payload,
  };
}

function presentPlan(plan: PlanCheck | undefined): PlanCheck | null {
  if (!plan) return null;
  const { planId, version, violations, omitted } = plan;
  return { planId: publicId('tpn', planId), version, violations, omitted };
}

/**
 * The item as JSON where it can be shown as such, else the beginning of its text. Lone surrogates, a reason to be here, are
 * replaced: strict parsers of JSON would refuse the whole list for one of them.
 */
function readPayload(text: string): unknown {
  const tooDeep = scanJson(text, shownDepth).some((fault) => fault.code === 'too_deep');
  if (text.length > shownCharacters || tooDeep) return text.slice(0, shownCharacters).toWellFormed();
  try {
    return JSON.parse(text, (_, value: unknown) => wellFormed(value)) as unknown;
  } catch {
    return text;
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key.toWellFormed(), held]));
}

function personOf(ids: { userId: string | null; anonymousId: string | null }): string | null {
  if (ids.userId !== null) return `user_id:${ids.userId}`;
  return ids.anonymousId === null ? null : `anonymous_id:${ids.anonymousId}`;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
