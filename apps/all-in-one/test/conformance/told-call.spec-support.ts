import type { EventType } from '@rapport/contracts';

/**
 * A value as a program gives it to an SDK. The clients are told in JSON, so a native date is written `{ $date }`, and what
 * only JavaScript has `{ $odd }`.
 */
export type ToldValue =
  | string
  | number
  | boolean
  | null
  | { $date: string }
  | { $odd: 'NaN' | 'Infinity' | 'undefined' }
  | ToldValue[]
  | { [key: string]: ToldValue };
export type ToldObject = Record<string, ToldValue>;

/** One call of an SDK's API, in no SDK's words. `n` travels in `context.told` and tells the calls apart in the store. */
export interface ToldCall {
  n: number;
  type: EventType;
  userId?: string;
  anonymousId?: string;
  groupId?: string;
  previousId?: string;
  event?: string;
  name?: string;
  category?: string;
  properties?: ToldObject;
  traits?: ToldObject;
  timestamp?: string;
}

/** What an SDK's API can say at all. */
export interface Dialect {
  types: readonly EventType[];
  /** The SDK itself remembers who the visitor is; calls name a person in `identify` and `alias` only. */
  remembersPerson?: boolean;
  /** Takes a time of its own for a call. */
  timestamps?: 'milliseconds' | 'seconds';
  /** Pages and screens may have a category. */
  categories?: boolean;
  /** Knows `undefined`, `NaN` and `Infinity`. */
  javascript?: boolean;
  /** Makes an empty object of a list or a date inside a list: its lists are told none. */
  flatLists?: boolean;
  /** Lays the traits of a call over those it remembers, lists and objects entry by entry: its traits are told neither. */
  mergesTraits?: boolean;
  /** Sends an id as the number that the program has. */
  numericIds?: boolean;
}

export const everyType: readonly EventType[] = ['track', 'identify', 'page', 'screen', 'group', 'alias'];

/** 32 bits of a seeded sequence at a time (mulberry32), as a number in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const texts = [
  '',
  'Grüße, Łódź, Ångström',
  '你好，世界 — こんにちは',
  'مرحبا بالعالم',
  '👩‍👩‍👧‍👦 family, 🇺🇳 flag, e\u0301 combining',
  'quotes " \' ` and \\ and </script><!--',
  'line\nbreak\ttab\r\u0001control',
  '\u2028line separator\u2029',
  '{"looks":"like JSON"}',
  '%7B%22encoded%22%7D+%26',
  // The longest that a trait may be is 1 KiB.
  'ä'.repeat(500),
];
const numbers = [0, -1, 42, 14.99, -0.001, 1e-7, 1e20, 9_007_199_254_740_991, 0.1, 123456.789];
const moments = ['2020-01-01T00:00:00.000Z', '1999-12-31T23:59:59.999Z', '2026-03-29T01:30:00.250Z'];
const keys = ['plain', 'with space', 'dotted.key', 'ключ', '键', 'CamelCase', '$dollar', '0'];

/** Lists and objects are nested so deep. */
const deepest = 3;

/** Calls with every kind of value that JSON and the SDKs' languages know, the same for the same seed. */
export class CallBook {
  private n = 0;
  private readonly next: () => number;

  constructor(
    private readonly owner: string,
    private readonly dialect: Dialect,
    seed: number,
    private readonly nowMs: number,
  ) {
    this.next = seeded(seed);
  }

  write(count: number): ToldCall[] {
    return Array.from({ length: count }, () => this.call());
  }

  private call(): ToldCall {
    const { types, timestamps, remembersPerson } = this.dialect;
    const type = this.next() < 0.4 ? 'track' : this.pick(types);
    const call: ToldCall = {
      n: this.n++,
      type,
      ...(remembersPerson ? this.newcomer(type) : this.person(type)),
    };
    if (type === 'track') call.event = this.pick(['Signed Up', 'Bestellung abgeschlossen', '注文完了', 'x']);
    if (type === 'page' || type === 'screen') {
      call.name = this.pick(['Home', 'Über uns', 'Pricing']);
      if (this.dialect.categories && this.next() < 0.5) call.category = this.pick(['Docs', 'Läden']);
    }
    if (type === 'group') call.groupId = `${this.owner}-group-${this.upTo(3)}`;
    if (type === 'identify' || type === 'group') {
      call.traits = this.object(this.owner, this.dialect.mergesTraits ? deepest : 0);
    } else if (type !== 'alias') call.properties = this.object(this.owner, 0);
    if (timestamps && this.next() < 0.3) call.timestamp = this.moment(timestamps);
    return call;
  }

  private person(type: EventType): Partial<ToldCall> {
    const number = this.upTo(6);
    const userId = this.dialect.numericIds ? String(1000 + number) : `${this.owner}-${number}`;
    const anonymousId = `${this.owner}-anonymous-${this.upTo(6)}`;
    if (type === 'alias') return { userId, previousId: anonymousId };
    const luck = this.next();
    if (luck < 0.2) return { anonymousId };
    // The same pair every time: who met whom is not what is tried here.
    return luck < 0.4 ? { userId, anonymousId: `${userId}-device` } : { userId };
  }

  private newcomer(type: EventType): Partial<ToldCall> {
    return type === 'identify' || type === 'alias' ? { userId: `${this.owner}-visitor` } : {};
  }

  /** @param depth at which its values are taken to stand; at the deepest they are neither lists nor objects */
  private object(stamp: string, depth: number): ToldObject {
    const object: ToldObject = { stamp, position: this.n };
    for (let i = this.upTo(4); i >= 0; i--) object[this.pick(keys)] = this.value(depth);
    return object;
  }

  private value(depth: number): ToldValue {
    if (this.dialect.javascript && this.next() < 0.1)
      return { $odd: this.pick(['NaN', 'Infinity', 'undefined']) };
    const kinds = depth < deepest ? 8 : 5;
    switch (this.upTo(kinds)) {
      case 0:
        return this.pick(texts);
      case 1:
        return this.pick(numbers);
      case 2:
        return this.next() < 0.5;
      case 3:
        return null;
      case 4:
        return this.pick(moments);
      case 5:
        return { $date: this.pick(moments) };
      case 6:
        return Array.from({ length: this.upTo(4) }, () =>
          this.dialect.flatLists ? this.pick(texts) : this.value(depth + 1),
        );
      default:
        return Object.fromEntries(
          Array.from({ length: this.upTo(4) }, () => [this.pick(keys), this.value(depth + 1)]),
        );
    }
  }

  /** Within the last hour, so that it is taken for what it is: a time of the client's clock. */
  private moment(precision: 'milliseconds' | 'seconds'): string {
    const ms = this.nowMs - this.upTo(3_600_000);
    return new Date(precision === 'seconds' ? ms - (ms % 1000) : ms).toISOString();
  }

  private pick<T>(from: readonly T[]): T {
    return from[this.upTo(from.length)] as T;
  }

  private upTo(limit: number): number {
    return Math.floor(this.next() * limit);
  }
}
