import type { NodeRow } from '../persistence/identity-reader.repository.js';
import type { IdentityNode } from './domain/evidence.js';
import type { Latest } from './domain/sighting.js';

/** `fresh`: this transaction has just inserted it, so that no profile held it before. */
export function nodeFromRow(row: NodeRow, fresh: boolean): IdentityNode {
  const { id, type, value, seen, clusterId, userCount, isHub } = row;
  const profileId = fresh ? null : row.profileId;
  const state = { seen, clusterId, profileId, userCount, isHub };
  const sighting = {
    lastSeenMs: millis(row.lastSeenAt),
    lastEventMs: millis(row.lastEventAt),
    createdMs: millis(row.createdAt),
    locale: latest(row.locale, row.localeAt),
    timeZone: latest(row.timeZone, row.timeZoneAt),
    dirty: false,
  };
  return { id, type, value, nameId: id, ...state, sighting, fresh, before: state };
}

function latest(value: string | null, at: number | null): Latest | null {
  return value === null || at === null ? null : { value, atMs: Math.round(at * 1000) };
}

function millis(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000);
}
