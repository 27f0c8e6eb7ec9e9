import type { Condition, ConditionPlace } from '@rapport/contracts';

/** Rules that a refused condition names (api.md 8.7); later releases add to them. */
export type ConditionRule =
  | 'unknown_kind'
  | 'missing_field'
  | 'unknown_field'
  | 'unknown_operator'
  | 'value_missing'
  | 'value_not_allowed'
  | 'value_type'
  | 'bad_path'
  | 'bad_duration'
  | 'bad_time'
  | 'bad_time_zone'
  | 'empty_group'
  | 'too_deep'
  | 'too_many'
  | 'too_long'
  | 'bad_count'
  | 'unsupported_regex'
  | 'unknown_ref'
  | 'not_allowed_here';

export type JsonRecord = Record<string, unknown>;

/** What a kind is handed while it reads its own fields. */
export interface ConditionReader {
  /** Where the whole tree stands. */
  readonly place: ConditionPlace;
  /** What a `property` looks at here: the event, or the object inside the `where` of an `object`. */
  readonly subject: 'event' | 'object';
  /** Notes a fault; reading goes on, so that all faults are reported at once. */
  fault(field: string, rule: ConditionRule, message: string): void;
  /** Reads the condition that stands at `field`. */
  child(input: unknown, field: string): Condition | undefined;
  /** Reads the `where` of a kind that asks something of objects: only `and or not property` stand there. */
  objectWhere(input: unknown, field: string): Condition | undefined;
  /** Whether the workspace has such a type; true where nobody said which it has. */
  knowsObjectType(type: string): boolean;
  /** Faults every field that is not among `allowed`. */
  onlyFields(input: JsonRecord, field: string, allowed: readonly string[]): void;
}

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
