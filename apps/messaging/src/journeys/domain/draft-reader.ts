import { isRecord, type JsonRecord } from '@rapport/conditions';
import { approximateMs, type FieldFault, parseDuration } from '@rapport/kernel';

const minimumDurationMs = 1_000;
const maximumDurationMs = 2 * 365 * 86_400_000;
const maximumLabel = 200;
/** Faults beyond are not looked for: nobody mends more at once. */
const maximumFaults = 50;

export const stepKeyPattern = /^[a-z][a-z0-9_]{0,39}$/;

/** Path of a member from the body's root. */
export function memberOf(field: string, name: string): string {
  return field === '' ? name : `${field}.${name}`;
}

/** Reads the fields of a draft from JSON that anybody may have sent; every fault names its field and its rule (api.md 10.5). */
export class DraftReader {
  readonly faults: FieldFault[] = [];

  fault(field: string, rule: string, message: string): void {
    if (this.faults.length < maximumFaults) this.faults.push({ field, rule, message });
  }

  record(value: unknown, field: string): JsonRecord | undefined {
    if (isRecord(value)) return value;
    this.fault(field, 'value_type', 'must be an object');
    return undefined;
  }

  onlyFields(input: JsonRecord, field: string, allowed: readonly string[]): void {
    for (const name of Object.keys(input)) {
      if (!allowed.includes(name)) {
        this.fault(memberOf(field, name), 'unknown_field', 'is not known here');
      }
    }
  }

  /** False, with a fault, when the field is absent. */
  has(input: JsonRecord, field: string, name: string): boolean {
    if (input[name] !== undefined) return true;
    this.fault(memberOf(field, name), 'missing_field', 'is required');
    return false;
  }

  text(input: JsonRecord, field: string, name: string, maximum = maximumLabel): string | undefined {
    const value = input[name];
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length <= maximum) return value;
    this.fault(memberOf(field, name), 'value_type', `must be a string of at most ${maximum} characters`);
    return undefined;
  }

  oneOf<T extends string>(
    input: JsonRecord,
    field: string,
    name: string,
    allowed: readonly T[],
  ): T | undefined {
    const value = input[name];
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    if (found === undefined) {
      this.fault(memberOf(field, name), 'value_not_allowed', `must be one of ${allowed.join(', ')}`);
    }
    return found;
  }

  /** An ISO 8601 duration between a second and two years. */
  duration(input: JsonRecord, field: string, name: string): string | undefined {
    const value = input[name];
    if (value === undefined) return undefined;
    const parts = typeof value === 'string' ? parseDuration(value) : undefined;
    const ms = parts ? approximateMs(parts) : 0;
    if (typeof value === 'string' && ms >= minimumDurationMs && ms <= maximumDurationMs) return value;
    this.fault(
      memberOf(field, name),
      'bad_duration',
      'must be an ISO 8601 duration from PT1S to P2Y, such as P3D',
    );
    return undefined;
  }

  /** The key of a step or branch: stable, and safe in paths such as `steps.welcome.msgId`. */
  key(input: JsonRecord, field: string): string | undefined {
    if (!this.has(input, field, 'key')) return undefined;
    const { key } = input;
    if (typeof key === 'string' && stepKeyPattern.test(key)) return key;
    this.fault(
      memberOf(field, 'key'),
      'bad_key',
      'must be 1 to 40 of a-z, 0-9 and _, beginning with a letter',
    );
    return undefined;
  }

  /** The step that comes next; null = the run completes. Whether there is such a step is a question of the whole graph. */
  next(input: JsonRecord, field: string): string | null | undefined {
    const { next } = input;
    if (next === undefined || next === null) return next;
    if (typeof next === 'string' && stepKeyPattern.test(next)) return next;
    this.fault(memberOf(field, 'next'), 'bad_key', 'must be the key of a step, or null');
    return undefined;
  }
}
