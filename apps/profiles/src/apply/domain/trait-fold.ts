import type { JsonValue, TraitChange } from '@rapport/contracts';
import { compareUtf8, limits } from '@rapport/kernel';
import { reservedTraits } from '../../schema/domain/reserved-traits.js';
import { isBefore, type Moment } from './moment.js';
import { sameJson } from './same-json.js';

/** The last value that one anchor's identifies gave a trait (identity.md 3.5). null hides the trait. */
export interface Register {
  nodeId: string;
  key: string;
  moment: Moment;
  /** When this anchor first set the trait: what decides which traits are shown when there are too many. */
  firstMoment: Moment;
  value: JsonValue;
  /** `value` as JSON text. */
  text: string;
}

export interface VisibleTraits {
  values: ReadonlyMap<string, JsonValue>;
  /** The object as JSON text. */
  text: string;
  /** More is known than is shown (identity.md 4.10). */
  limited: boolean;
}

/** Traits of one profile: last-writer-wins registers of its nodes, in the order of moments (identity.md 4). */
export class TraitFold {
  private readonly byKey = new Map<string, Register[]>();

  constructor(registers: Iterable<Register> = []) {
    for (const register of registers) this.ofKey(register.key).push(register);
  }

  /**
   * An identify set the trait. A register rises to the larger moment; its first moment falls to the smaller.
   * @returns the register as it is now, when it changed
   */
  set(nodeId: string, key: string, value: JsonValue, moment: Moment): Register | undefined {
    const registers = this.ofKey(key);
    const register = registers.find((one) => one.nodeId === nodeId);
    if (!register) {
      const fresh = { nodeId, key, moment, firstMoment: moment, value, text: JSON.stringify(value) };
      registers.push(fresh);
      return fresh;
    }
    if (isBefore(register.moment, moment)) {
      Object.assign(register, { moment, value, text: JSON.stringify(value) });
      return register;
    }
    if (!isBefore(moment, register.firstMoment)) return undefined;
    register.firstMoment = moment;
    return register;
  }

  /** Whoever set the trait last. */
  winnerOf(key: string): Register | undefined {
    const registers = this.byKey.get(key);
    return registers && newestOf(registers);
  }

  visible(): VisibleTraits {
    let shown = [...this.byKey].flatMap(([key, registers]) => {
      const winner = newestOf(registers);
      return winner.value === null ? [] : [{ key, winner, bytes: bytesOf(key, winner.text) }];
    });
    const known = shown.length;
    const bytes = shown.reduce((sum, entry) => sum + entry.bytes, 0);
    if (known > limits.traitsPerProfile || bytes > limits.traitBytesPerProfile)
      shown = this.withinLimits(shown);
    return {
      values: new Map(shown.map(({ key, winner }) => [key, winner.value])),
      text: `{${shown.map(({ key, winner }) => `${JSON.stringify(key)}:${winner.text}`).join(',')}}`,
      limited: shown.length < known,
    };
  }

  /** Reserved traits first, then by the first moment at which a trait was set, then by name. */
  private withinLimits<Entry extends { key: string; bytes: number }>(entries: Entry[]): Entry[] {
    const ranked = entries.map((entry) => ({ entry, first: this.firstMoment(entry.key) }));
    ranked.sort(
      (a, b) =>
        Number(reservedTraits.has(b.entry.key)) - Number(reservedTraits.has(a.entry.key)) ||
        Buffer.compare(a.first, b.first) ||
        compareUtf8(a.entry.key, b.entry.key),
    );
    let room: number = limits.traitBytesPerProfile;
    const shown: Entry[] = [];
    for (const { entry } of ranked) {
      if (shown.length === limits.traitsPerProfile || entry.bytes > room) break;
      room -= entry.bytes;
      shown.push(entry);
    }
    return shown;
  }

  private firstMoment(key: string): Moment {
    return this.ofKey(key)
      .map((register) => register.firstMoment)
      .reduce((a, b) => (isBefore(b, a) ? b : a));
  }

  private ofKey(key: string): Register[] {
    let registers = this.byKey.get(key);
    if (!registers) this.byKey.set(key, (registers = []));
    return registers;
  }
}

function newestOf(registers: readonly Register[]): Register {
  return registers.reduce((a, b) => (isBefore(a.moment, b.moment) ? b : a));
}

/** Key, quotes, colon, comma and value, as they stand in the object's text. */
function bytesOf(key: string, text: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(text) + 4;
}

export function changesBetween(
  before: ReadonlyMap<string, JsonValue>,
  after: ReadonlyMap<string, JsonValue>,
): TraitChange[] {
  const changes: TraitChange[] = [];
  for (const [trait, to] of after) {
    const from = before.get(trait) ?? null;
    if (!sameJson(from, to)) changes.push({ trait, from, to });
  }
  for (const [trait, from] of before) if (!after.has(trait)) changes.push({ trait, from, to: null });
  return changes;
}
