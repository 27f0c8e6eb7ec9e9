import { checkContent, locateItems } from '@rapport/events';
import type { LocatedItems, SubmittedItem } from '@rapport/events';
import { err, limits, ok, scanJson } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import { refuse } from './wire-refusal.js';
import type { WireRefusal } from './wire-refusal.js';

/**
 * Deeper text is not even parsed: a million brackets take `JSON.parse` half a second and 80 MB. Between this and the limit
 * of an item, the item alone is set aside.
 */
const parsedDepth = 1000;

export interface ParsedRequest {
  /** The request's object; without the items in a batch. */
  envelope: Readonly<Record<string, unknown>>;
  items: SubmittedItem[];
}

/** Reads the body of a request: one object that is the item, or a batch of them under `itemsKey`. */
export function parseRequest(
  text: string,
  itemsKey?: string,
  mostItems: number = limits.wireBatchItems,
): Result<ParsedRequest, WireRefusal> {
  if (text.trim() === '') return err(refuse('empty_body', 'the request has no body'));
  const located = locateItems(text, itemsKey ?? '', parsedDepth);
  if (located.envelopeDepth > parsedDepth) return err(refuse('too_deep', 'the JSON is nested too deeply'));
  const parsed = parseJson(withoutDepthBombs(text, located));
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return err(refuse('not_an_object', 'the body must be a JSON object'));
  }
  const object = value as Record<string, unknown>;
  const clean = isClean(text);
  if (itemsKey === undefined) return ok({ envelope: object, items: [{ text, value, clean }] });
  if (located.items.length > mostItems) {
    return err(refuse('too_many_items', `a batch may hold ${mostItems} events`));
  }
  return parseBatch({ text, object, itemsKey, clean }, located);
}

interface ParsedBatch {
  text: string;
  object: Record<string, unknown>;
  itemsKey: string;
  clean: boolean;
}

function parseBatch(
  { text, object, itemsKey, clean }: ParsedBatch,
  { items: spans }: LocatedItems,
): Result<ParsedRequest, WireRefusal> {
  const { [itemsKey]: values, ...envelope } = object;
  // The two differ when the key stands twice, or is written with escapes.
  if (!Array.isArray(values) || values.length !== spans.length) {
    const message = `${itemsKey} must be one array of events`;
    return err({ ...refuse('invalid_batch', message), envelope: object });
  }
  const items = spans.map(({ start, end }, index) => ({
    text: text.slice(start, end),
    value: values[index] as unknown,
    clean,
  }));
  const around = text.slice(0, spans[0]?.start) + (spans.length > 0 ? text.slice(spans.at(-1)?.end) : '');
  return checkEnvelope(around, envelope, items);
}

/** What stands beside the items is laid under each of them, so it must be as processable as they are, and small. */
function checkEnvelope(
  text: string,
  envelope: Readonly<Record<string, unknown>>,
  items: SubmittedItem[],
): Result<ParsedRequest, WireRefusal> {
  const bytes = Buffer.byteLength(text);
  if (bytes > limits.eventBytes || bytes * items.length > 4 * limits.wireBodyBytes) {
    return err(refuse('payload_too_large', 'the batch repeats too much context'));
  }
  const { rejection } = checkContent(text, envelope);
  if (!rejection) return ok({ envelope, items });
  const message = `what stands beside the events ${rejection.message} (${rejection.code})`;
  return err({ ...refuse('invalid_context', message), fault: rejection });
}

/** One look at the flat text instead of one at each slice of it; depth is checked item by item. */
function isClean(text: string): boolean {
  return !text.includes('\\u') && scanJson(text, limits.depth + 2).length === 0;
}

function parseJson(text: string): Result<unknown, WireRefusal> {
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return err(refuse('invalid_json', 'the body is not valid JSON'));
  }
}

function withoutDepthBombs(text: string, { items }: LocatedItems): string {
  let result = text;
  for (const { start, end, depth } of items.toReversed()) {
    if (depth > parsedDepth) result = `${result.slice(0, start)}{}${result.slice(end)}`;
  }
  return result;
}
