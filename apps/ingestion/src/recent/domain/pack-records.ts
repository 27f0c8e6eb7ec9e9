import type { DeadLetter } from '@rapport/contracts';
import { readEnvelope } from '@rapport/events';

export type Outcome = 'accepted' | 'rejected';

/** A record of one of the two topics, as far as it matters here. */
export interface PackedRecord {
  workspaceId: string;
  sourceId: string;
  receivedAtMs: number;
  /** JSON text without a line break. */
  text: string;
}

/** Records of one workspace that become one row. */
export interface Pack {
  workspaceId: string;
  sourceIds: string[];
  fromMs: number;
  toMs: number;
  texts: string[];
}

/** Longest time that one row may span: a reader who looks for a moment can then leave out whole rows by their end. */
export const longestPackMs = 60_000;

/** What a record says of itself; undefined for what did not come through the door, or is not ours. */
export function readRecord(outcome: Outcome, value: string | null): PackedRecord | undefined {
  if (value === null) return undefined;
  const envelope = (outcome === 'accepted' && readEnvelope(value)) || envelopeOf(value);
  const { workspaceId, sourceId } = envelope ?? {};
  const receivedAtMs = Date.parse(envelope?.receivedAt ?? '');
  if (!workspaceId || !sourceId || Number.isNaN(receivedAtMs)) return undefined;
  const text = value.includes('\n') ? JSON.stringify(JSON.parse(value)) : value;
  return { workspaceId, sourceId, receivedAtMs, text };
}

function envelopeOf(value: string): Partial<DeadLetter> | undefined {
  try {
    const parsed = JSON.parse(value) as Partial<DeadLetter> | null;
    return parsed === null || parsed.origin === 'consumer' ? undefined : parsed;
  } catch {
    return undefined;
  }
}

/** Gathers records by workspace, in their order, into as few packs as their times allow. */
export function packRecords(records: readonly PackedRecord[]): Pack[] {
  const packs: Pack[] = [];
  const open = new Map<string, Pack>();
  for (const { workspaceId, sourceId, receivedAtMs, text } of records) {
    let pack = open.get(workspaceId);
    const fromMs = Math.min(pack?.fromMs ?? receivedAtMs, receivedAtMs);
    const toMs = Math.max(pack?.toMs ?? receivedAtMs, receivedAtMs);
    if (!pack || toMs - fromMs > longestPackMs) {
      pack = { workspaceId, sourceIds: [], fromMs: receivedAtMs, toMs: receivedAtMs, texts: [] };
      packs.push(pack);
      open.set(workspaceId, pack);
    } else {
      pack.fromMs = fromMs;
      pack.toMs = toMs;
    }
    if (!pack.sourceIds.includes(sourceId)) pack.sourceIds.push(sourceId);
    pack.texts.push(text);
  }
  return packs;
}

export interface MinuteCount {
  workspaceId: string;
  sourceId: string;
  minuteMs: number;
  events: number;
  lastMs: number;
}

/** Events per source and minute of arrival. */
export function countByMinute(records: readonly PackedRecord[]): MinuteCount[] {
  const counts = new Map<string, MinuteCount>();
  for (const { workspaceId, sourceId, receivedAtMs } of records) {
    const minuteMs = receivedAtMs - (receivedAtMs % 60_000);
    const key = `${workspaceId} ${sourceId} ${minuteMs}`;
    const count = counts.get(key) ?? { workspaceId, sourceId, minuteMs, events: 0, lastMs: 0 };
    count.events++;
    count.lastMs = Math.max(count.lastMs, receivedAtMs);
    counts.set(key, count);
  }
  return [...counts.values()];
}
