import { groupBy } from '@rapport/kernel';
import type { Sdk } from './sdk-register.spec-support.js';
import type { StoredEvent } from './stored-events.spec-support.js';
import type { ToldCall, ToldObject, ToldValue } from './told-call.spec-support.js';

/** What the door took in, as `GET /api/v1/events` shows it: every copy that arrived. */
export interface ReceivedEvent {
  messageId: string;
  payload: {
    type: string;
    userId: string | null;
    anonymousId: string | null;
    groupId: string | null;
    previousId: string | null;
    name: string | null;
    category: string | null;
    properties: Record<string, unknown> | null;
    traits: Record<string, unknown> | null;
    context: Record<string, unknown>;
    originalTimestamp: string | null;
  };
}

/** Everything that is not as it was told: lost, doubled, invented, changed. Empty when all is well. */
export function faultsOf(
  sdk: Sdk,
  told: readonly ToldCall[],
  stored: readonly StoredEvent[],
  received: readonly ReceivedEvent[],
): string[] {
  const faults: string[] = [];
  const byMessage = groupBy(stored, (event) => event.messageId);
  for (const [messageId, rows] of byMessage) {
    if (rows.length > 1) faults.push(`${messageId} is stored ${rows.length} times`);
  }
  const byCall = groupBy(stored, (event) => event.context.told);
  const copies = groupBy(received, (event) => event.messageId);
  for (const call of told) {
    const rows = byCall.get(call.n) ?? [];
    byCall.delete(call.n);
    const [row] = rows;
    if (!row || rows.length > 1) {
      faults.push(`call ${call.n} (${call.type}) is stored ${rows.length} times`);
      continue;
    }
    faults.push(
      ...changesOf(sdk, call, row, copies.get(row.messageId) ?? []).map((what) => `call ${call.n}: ${what}`),
    );
  }
  for (const [n, rows] of byCall) faults.push(`${rows.length} events that nobody told: ${JSON.stringify(n)}`);
  return faults;
}

function changesOf(sdk: Sdk, call: ToldCall, row: StoredEvent, copies: readonly ReceivedEvent[]): string[] {
  const changes: string[] = [];
  const expect = (what: string, actual: unknown, wanted: unknown): void => {
    if (actual !== wanted)
      changes.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };
  expect('type', row.type, call.type);
  expect('name', row.name, call.event ?? call.name ?? null);
  expect('library', (row.context.library as { name?: unknown } | undefined)?.name, sdk.library);
  if (copies.length === 0) changes.push('the door does not know it');
  for (const { payload } of copies) {
    for (const change of personChanges(sdk, call, payload, row)) changes.push(change);
    expect('groupId', payload.groupId, call.groupId ?? null);
    expect('category', payload.category, call.category ?? null);
    if (call.timestamp) {
      expect('time', Date.parse(payload.originalTimestamp ?? ''), Date.parse(call.timestamp));
    }
    for (const part of ['properties', 'traits'] as const) {
      if (JSON.stringify(sorted(payload[part])) !== JSON.stringify(sorted(row[part])))
        changes.push(`${part} differ between door and store`);
    }
  }
  const given = call.type === 'identify' || call.type === 'group' ? call.traits : call.properties;
  const kept = call.type === 'identify' || call.type === 'group' ? row.traits : row.properties;
  if (given) changes.push(...objectChanges(sdk, given, kept ?? {}));
  return changes;
}

function personChanges(
  sdk: Sdk,
  call: ToldCall,
  payload: ReceivedEvent['payload'],
  row: StoredEvent,
): string[] {
  const { userId, anonymousId, previousId } = payload;
  const changes: string[] = [];
  const expect = (what: string, actual: unknown, wanted: unknown): void => {
    if (actual !== wanted)
      changes.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);
  };
  if (call.userId !== undefined || !sdk.dialect.remembersPerson)
    expect('userId', userId, call.userId ?? null);
  if (!sdk.dialect.remembersPerson) {
    expect('anonymousId', anonymousId, call.anonymousId ?? null);
    expect('previousId', previousId, call.previousId ?? null);
  } else if (anonymousId === null) changes.push('the visitor has no anonymousId');
  expect(
    'anchor',
    `${row.anchorType}:${row.anchorValue}`,
    userId ? `user_id:${userId}` : `anonymous_id:${anonymousId}`,
  );
  return changes;
}

function objectChanges(sdk: Sdk, given: ToldObject, kept: Record<string, unknown>): string[] {
  const changes: string[] = [];
  for (const [key, value] of Object.entries(given)) {
    if (!isSame(sdk, value, kept[key], key in kept))
      changes.push(`${key} is ${shown(kept[key])}, told as ${shown(value)}`);
  }
  if (sdk.remembersTraits && 'stamp' in kept) return changes;
  const known = new Set([...Object.keys(given), ...(sdk.adds ?? [])]);
  for (const key of Object.keys(kept)) if (!known.has(key)) changes.push(`${key} was never told`);
  return changes;
}

/** @param present whether the member is there at all */
function isSame(sdk: Sdk, told: ToldValue | undefined, kept: unknown, present: boolean): boolean {
  if (told === null) return sdk.dropsNulls && !present ? true : present && kept === null;
  if (Array.isArray(told)) {
    return (
      Array.isArray(kept) &&
      kept.length === told.length &&
      told.every((one, i) => (isOdd(one) ? kept[i] === null : isSame(sdk, one, kept[i], true)))
    );
  }
  if (typeof told !== 'object') return kept === told;
  if (isDate(told)) return typeof kept === 'string' && Date.parse(kept) === Date.parse(told.$date);
  if (isOdd(told)) {
    if (told.$odd === 'undefined' || (sdk.dropsNulls && !present)) return !present;
    return present && kept === null;
  }
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return false;
  const members = kept as Record<string, unknown>;
  return (
    Object.keys(members).every((key) => key in told) &&
    Object.entries(told).every(([key, value]) => isSame(sdk, value, members[key], key in members))
  );
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'absent').slice(0, 200);
}

function isDate(value: object): value is { $date: string } {
  return '$date' in value;
}

function isOdd(value: ToldValue | undefined): value is { $odd: 'NaN' | 'Infinity' | 'undefined' } {
  return typeof value === 'object' && value !== null && '$odd' in value;
}

/** The store keeps members in an order of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, held]) => [key, sorted(held)]),
  );
}
