import { invalidToken } from './wire-refusal.js';
import type { WireRefusal } from './wire-refusal.js';

/**
 * A refused token is answered so that the SDK which sent it fetches a new one instead of dropping its events: analytics-node
 * does that at 511 from version 3 on, at 401 before; the others clear their token at 401 (ingest.md 1.2).
 */
export function refuseToken(
  envelope: Readonly<Record<string, unknown>>,
  items: readonly unknown[],
): WireRefusal {
  const libraries = [envelope, ...items].map(libraryOf);
  const first = libraries.find((library) => typeof library.name === 'string');
  const major = parseInt(String(first?.version), 10);
  const wants511 = first?.name === '@segment/analytics-node' && major >= 3;
  return wants511 ? { ...invalidToken, status: 511 } : invalidToken;
}

function libraryOf(item: unknown): { name?: unknown; version?: unknown } {
  return objectOf(objectOf(objectOf(item).context).library);
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
