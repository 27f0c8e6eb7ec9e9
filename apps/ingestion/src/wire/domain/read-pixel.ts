import type { EventType } from '@rapport/contracts';

/** The path families of pixels: Segment's, and RudderStack's with the two calls it knows (ingest.md 1.5). */
export type PixelFamily = 'segment' | 'rudderstack';

export interface PixelItem {
  /** The call as JSON text; what was sent, where that cannot be read as a call. */
  text: string;
  value: unknown;
}

type Nested = { [key: string]: unknown };

/**
 * The call that a pixel's query makes: `data` (base64url or base64 of JSON, padded or not), else every parameter as a field
 * whose dots nest. What cannot be read is given as text: it is set aside as it came, never dropped.
 */
export function readPixel(query: string, type: EventType, family: PixelFamily, now: string): PixelItem {
  const parameters = new URLSearchParams(query);
  const data = parameters.get('data');
  const item = data === null ? nest(parameters) : decode(data);
  if (typeof item === 'string') return { text: item, value: item };
  const value = family === 'rudderstack' ? asRudderStackDoes(item, type, now) : item;
  return { text: JSON.stringify(value), value };
}

/** `+` of plain base64 arrives as a space. */
function decode(data: string): Nested | string {
  try {
    const bytes = Buffer.from(data.replaceAll(' ', '+'), 'base64');
    const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Nested) : data;
  } catch {
    return data;
  }
}

/** Objects without a prototype, so that `__proto__` is a key like any other and the check of content finds it. */
function nest(parameters: URLSearchParams): Nested | string {
  const root = Object.create(null) as Nested;
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    const path = name.split('.');
    const last = path.pop() ?? '';
    let at = root;
    for (const part of path) {
      const below = (at[part] ??= Object.create(null) as Nested);
      // One parameter says text, another an object: which of the two is meant, nobody can tell.
      if (typeof below !== 'object' || Array.isArray(below)) return parameters.toString();
      at = below as Nested;
    }
    if (last in at) return parameters.toString();
    at[last] = values.length === 1 ? values[0] : values;
  }
  return root;
}

/** What RudderStack's gateway adds to a pixel's call; what the pixel says itself wins. */
function asRudderStackDoes(item: Nested, type: EventType, now: string): Nested {
  const { anonymousId, name } = item;
  return {
    channel: 'web',
    integrations: { All: true },
    originalTimestamp: now,
    sentAt: now,
    ...item,
    ...(typeof anonymousId === 'string' && { anonymousId: anonymousId.replaceAll(/^"+|"+$/g, '') }),
    ...(type === 'page' && (name === undefined || name === '') && { name: 'Unknown Page' }),
  };
}
