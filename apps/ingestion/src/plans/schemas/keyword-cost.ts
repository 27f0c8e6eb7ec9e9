import type { JsonValue } from '@rapport/contracts';

/** In keywords. An event of 32 KiB holds up to 16,000 values; a keyword looks at that many in some 50 µs. */
const mostCost = 1_000;

/** Words whose schema looks at every item or member of a value. */
const repeating = new Set([
  ...['items', 'additionalItems', 'contains'],
  ...['additionalProperties', 'patternProperties', 'propertyNames'],
]);
/** Words below which ajv notes a fault, with memory of its own, even where the whole turns out to be valid. */
const noting = new Set(['anyOf', 'oneOf', 'contains', 'propertyNames']);
/** Against a plain keyword, as measured. */
const costs: Readonly<Record<string, number>> = { format: 5, const: 5, enum: 5, uniqueItems: 150 };
const notingCosts = 10;

/**
 * What a schema costs to check in the worst case, references written out. Beyond the most, a plan does not take it: with the
 * limits of an event that bounds every check to about half a second, whatever schema and event are.
 */
export class KeywordCost {
  /** Each may fault each value once. */
  keywords = 0;
  private cost = 0;
  private repeats = false;
  private notes = false;

  get exceeded(): boolean {
    return this.cost > mostCost;
  }

  add(word: string, value: JsonValue): void {
    this.keywords++;
    this.cost += costOf(word, value) * (this.repeats && this.notes ? notingCosts : 1);
  }

  /** @param size instructions, each of which may be looked at for each character */
  addPattern(size: number): void {
    this.cost += size;
  }

  /** Reads what stands under a word. */
  within<T>(word: string, read: () => T): T {
    const { repeats, notes } = this;
    this.repeats ||= repeating.has(word);
    this.notes ||= noting.has(word);
    const held = read();
    Object.assign(this, { repeats, notes });
    return held;
  }
}

function costOf(word: string, value: JsonValue): number {
  if (word === 'required') return 1 + Math.floor((value as JsonValue[]).length / 10);
  return costs[word] ?? 1;
}
