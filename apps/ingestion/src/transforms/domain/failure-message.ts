import type { JsonObject } from '@rapport/contracts';
import { fieldOfPath } from '@rapport/kernel';
import type { JsonPath } from '@rapport/kernel';

/** A version of a transform, as messages name it. */
export interface NamedTransform {
  name: string;
  /** null for a draft under test. */
  version: number | null;
}

interface Failure {
  kind: string;
  position: number | null;
  detail: string;
  line: number | null;
}

const longestMessage = 600;
const longestName = 60;
/** Values shorter than this say nothing about a person, and would make holes in ordinary words. */
const shortestMasked = 4;

/** Which transform failed, and how. Without what the event says: the author of a `throw` may have put that in. */
export function failureMessage(
  chain: readonly NamedTransform[],
  { position, detail, line }: Failure,
  event: JsonObject,
): string {
  const where = line === null ? '' : ` (line ${line})`;
  const who = position === null ? allOf(chain) : labelOf(chain[position]);
  return `${who}: ${withoutValues(detail, event)}${where}`.slice(0, longestMessage);
}

/** What the rules of the door say against what a chain returned. */
export function invalidResultMessage(
  chain: readonly NamedTransform[],
  path: JsonPath,
  message: string,
): string {
  const field = fieldOfPath(path);
  return `${allOf(chain)}: returned an event that is not valid: ${field === '' ? 'it' : field} ${message}`.slice(
    0,
    longestMessage,
  );
}

/** Why the events of a source are set aside without being looked at. */
export function haltedMessage(transform: NamedTransform): string {
  return `${labelOf(transform)}: is halted for a while, for its last events all ran into its limits`;
}

function allOf(chain: readonly NamedTransform[]): string {
  return chain.map(labelOf).join(', then ');
}

function labelOf(transform: NamedTransform | undefined): string {
  if (!transform) return 'A transform';
  const name = transform.name.slice(0, longestName);
  return transform.version === null
    ? `Transform “${name}” (draft)`
    : `Transform “${name}” version ${transform.version}`;
}

/** `text` with every value of the event in it replaced by `…`. */
export function withoutValues(text: string, event: JsonObject): string {
  const values = new Set<string>();
  collect(event, values);
  return [...values]
    .sort((a, b) => b.length - a.length)
    .reduce((masked, value) => masked.replaceAll(value, '…'), text);
}

const publicFields = new Set(['type', 'event', 'name', 'category']);

function collect(value: unknown, into: Set<string>, depth = 0): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    if (text.length >= shortestMasked) into.add(text);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      if (depth > 0 || !publicFields.has(key)) collect(member, into, depth + 1);
    }
  }
}
