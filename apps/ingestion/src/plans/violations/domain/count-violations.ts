import { sha256Hex } from '@rapport/kernel';
import type { RecordedViolations } from './read-violations.js';

/** One kind of violation on one day. */
export interface ViolationCount {
  workspaceId: string;
  planId: string;
  /** UTC, `YYYY-MM-DD`, of the arrival. */
  day: string;
  /** Hex, 16 bytes, of what is counted. */
  digest: string;
  sourceId: string;
  eventType: string;
  event: string | null;
  type: string;
  field: string;
  action: string;
  message: string;
  count: number;
  firstAt: string;
  lastAt: string;
  exampleMessageId: string;
}

type Kind = Pick<ViolationCount, 'sourceId' | 'eventType' | 'event' | 'type' | 'field' | 'action'>;

/**
 * Kinds of violations that a plan's lane tells apart in a day. Names of events and properties come from whoever holds a
 * write key, which is public: without a bound, making up names would fill the database.
 */
export const mostKinds = 500;
/** Stands for the fields of what is not told apart. */
export const anyField = '*';
const longestField = 256;

/** By day, plan and kind; a kind that one event violates at several places counts once for each. */
export function countViolations(records: readonly RecordedViolations[]): ViolationCount[] {
  const counts = new Map<string, ViolationCount>();
  for (const {
    workspaceId,
    planId,
    sourceId,
    eventType,
    event,
    messageId,
    receivedAt,
    violations,
  } of records) {
    for (const { type, field, action, message } of violations) {
      const kind = { sourceId, eventType, event, type, field: placeOf(field), action };
      const moment = { firstAt: receivedAt, lastAt: receivedAt, exampleMessageId: messageId };
      const day = receivedAt.slice(0, 10);
      add(counts, {
        workspaceId,
        planId,
        day,
        digest: digestOf(kind),
        ...kind,
        message,
        count: 1,
        ...moment,
      });
    }
  }
  return [...counts.values()];
}

/** What is stored of one plan and day already. */
export interface StoredKinds {
  kinds: number;
  known: ReadonlySet<string>;
}

/** Counts new kinds beyond the most under no name and any field. @param storedOf by `laneKey` */
export function foldSurplus(
  counts: readonly ViolationCount[],
  stored: ReadonlyMap<string, StoredKinds>,
): ViolationCount[] {
  const folded = new Map<string, ViolationCount>();
  const kindsOf = new Map<string, number>();
  for (const count of counts) {
    const lane = laneKey(count);
    const { kinds, known } = stored.get(lane) ?? { kinds: 0, known: new Set<string>() };
    const now = kindsOf.get(lane) ?? kinds;
    const isNew = !known.has(count.digest);
    if (isNew && now >= mostKinds) {
      const kind = { ...kindOf(count), event: null, field: anyField };
      add(folded, { ...count, ...kind, digest: digestOf(kind) });
    } else {
      kindsOf.set(lane, isNew ? now + 1 : now);
      add(folded, count);
    }
  }
  return [...folded.values()];
}

export function laneKey({ planId, day }: Pick<ViolationCount, 'planId' | 'day'>): string {
  return `${planId} ${day}`;
}

function add(counts: Map<string, ViolationCount>, added: ViolationCount): void {
  const key = `${laneKey(added)} ${added.digest}`;
  const known = counts.get(key);
  if (!known) {
    counts.set(key, { ...added });
    return;
  }
  known.count += added.count;
  if (added.firstAt < known.firstAt) known.firstAt = added.firstAt;
  if (added.lastAt < known.lastAt) return;
  const { lastAt, exampleMessageId, message } = added;
  Object.assign(known, { lastAt, exampleMessageId, message });
}

/** Places in lists are one place: which item it was is chance. */
function placeOf(field: string): string {
  return field
    .replaceAll(/\[\d+\]/g, '[]')
    .slice(0, longestField)
    .toWellFormed();
}

function kindOf({ sourceId, eventType, event, type, field, action }: Kind): Kind {
  return { sourceId, eventType, event, type, field, action };
}

function digestOf({ sourceId, eventType, event, type, field, action }: Kind): string {
  return sha256Hex(JSON.stringify([sourceId, eventType, event, type, field, action])).slice(0, 32);
}
