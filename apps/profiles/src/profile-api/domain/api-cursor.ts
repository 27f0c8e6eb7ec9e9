import { compareUtf8 } from '@rapport/kernel';
import { ApiRefusal } from './api-error.js';

/** Where a list goes on, as clients follow it. */
export interface ApiCursor {
  url: string;
  has_more: boolean;
  next: string;
  limit: number;
}

export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** @param path of the list; a following page is named by its whole URL, the last one by the path alone */
export function cursorOf(
  { publicUrl, path }: { publicUrl: string; path: string },
  query: Readonly<Record<string, QueryValue>> & { limit: number },
  next: string | undefined,
): ApiCursor {
  const { limit } = query;
  if (next === undefined) return { url: path, has_more: false, next: '', limit };
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...query, next })) {
    if (value !== undefined) search.set(name, String(value));
  }
  return { url: `${publicUrl}${path}?${search.toString()}`, has_more: true, next, limit };
}

/** A page of a sorted list that begins with the item whose key is `from`, or where that would stand. */
export function pageFrom<Item>(
  sorted: readonly Item[],
  compareToFrom: ((item: Item) => number) | undefined,
  limit: number,
): { items: Item[]; next: Item | undefined } {
  const rest = compareToFrom ? sorted.filter((item) => compareToFrom(item) >= 0) : sorted;
  return { items: rest.slice(0, limit), next: rest[limit] };
}

export function badNext(): ApiRefusal {
  return new ApiRefusal(
    400,
    'validation_error',
    'The parameter `next` must be `cursor.next` of the page before.',
  );
}

const prefix = 'map_';
const markOfNode = /^map_([a-z0-9_.]{1,64})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** What a list of identifiers goes on with. By its hash, because the value may be hidden from whoever follows the list. */
export interface IdentifierPosition {
  type: string;
  nodeId: string;
}

export function markOf({ type, nodeId }: IdentifierPosition): string {
  return `${prefix}${type}_${nodeId}`;
}

/** @throws ApiRefusal for what no page has given */
export function identifierPositionOf(mark: string): IdentifierPosition {
  const [, type, nodeId] = markOfNode.exec(mark) ?? [];
  if (type === undefined || nodeId === undefined) throw badNext();
  return { type, nodeId };
}

/** By type, then in an order that no event changes. */
export function compareIdentifiers(a: IdentifierPosition, b: IdentifierPosition): number {
  if (a.type !== b.type) return compareUtf8(a.type, b.type);
  return a.nodeId < b.nodeId ? -1 : Number(a.nodeId > b.nodeId);
}

const nsPerMs = 1_000_000n;
const position = /^(\d{1,21})::([A-Za-z0-9._:-]{1,100})$/;
const latestMs = Date.parse('9999-12-31T23:59:59.999Z');

export interface EventPosition {
  ms: number;
  messageId: string;
}

/** Segment's own form: base64 of `<timestamp in ns>::<message_id>` of the last event of the page. */
export function markOfEvent({ ms, messageId }: EventPosition): string {
  return Buffer.from(`${BigInt(ms) * nsPerMs}::${messageId}`).toString('base64');
}

/** @throws ApiRefusal for what no page has given */
export function eventPositionOf(mark: string): EventPosition {
  const [, ns, messageId] = position.exec(Buffer.from(mark, 'base64').toString('utf8')) ?? [];
  const ms = ns === undefined ? NaN : Number(BigInt(ns) / nsPerMs);
  if (messageId === undefined || !(ms <= latestMs)) throw badNext();
  return { ms, messageId };
}
