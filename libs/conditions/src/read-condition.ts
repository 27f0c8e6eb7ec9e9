import type { Condition, ConditionPlace } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { findKind } from './kinds/kinds.js';
import { type ConditionReader, type ConditionRule, isRecord, type JsonRecord } from './reader.js';

const maximumDepth = 10;
const maximumLeaves = 100;
const maximumFaults = 50;

/**
 * Reads a condition from JSON that anybody may have sent. Every fault names its field and its rule (api.md 8.7); the message
 * may echo names, never values. `field` is the path of the condition from the root of the body.
 * @param objectTypes keys of those that there are; without, any may be named: objects of it may come later
 */
export function readCondition(
  input: unknown,
  place: ConditionPlace,
  field: string,
  faults: FieldFault[],
  objectTypes?: ReadonlySet<string>,
): Condition | undefined {
  const before = faults.length;
  const condition = new TreeReader(place, faults, objectTypes).root(input, field);
  return faults.length === before ? condition : undefined;
}

class TreeReader implements ConditionReader {
  private depth = 0;
  private leaves = 0;
  subject: 'event' | 'object' = 'event';

  constructor(
    readonly place: ConditionPlace,
    private readonly faults: FieldFault[],
    private readonly objectTypes: ReadonlySet<string> | undefined,
  ) {}

  root(input: unknown, field: string): Condition | undefined {
    const condition = this.child(input, field);
    if (this.leaves <= maximumLeaves) return condition;
    this.fault(field, 'too_many', `must hold at most ${maximumLeaves} conditions that compare`);
    return undefined;
  }

  fault(field: string, rule: ConditionRule, message: string): void {
    if (this.faults.length < maximumFaults) this.faults.push({ field, rule, message });
  }

  child(input: unknown, field: string): Condition | undefined {
    this.depth++;
    try {
      return this.read(input, field);
    } finally {
      this.depth--;
    }
  }

  objectWhere(input: unknown, field: string): Condition | undefined {
    this.subject = 'object';
    try {
      return this.child(input, field);
    } finally {
      this.subject = 'event';
    }
  }

  knowsObjectType(type: string): boolean {
    return this.objectTypes?.has(type) ?? true;
  }

  onlyFields(input: JsonRecord, field: string, allowed: readonly string[]): void {
    for (const name of Object.keys(input)) {
      if (!allowed.includes(name)) this.fault(`${field}.${name}`, 'unknown_field', 'is not known here');
    }
  }

  private read(input: unknown, field: string): Condition | undefined {
    if (this.depth > maximumDepth) {
      this.fault(field, 'too_deep', `must not be nested deeper than ${maximumDepth}`);
      return undefined;
    }
    if (!isRecord(input)) {
      this.fault(field, 'value_type', 'must be a condition');
      return undefined;
    }
    if (input.kind === undefined) {
      this.fault(`${field}.kind`, 'missing_field', 'is required');
      return undefined;
    }
    const definition = findKind(input.kind);
    if (!definition) {
      this.fault(`${field}.kind`, 'unknown_kind', 'is not a kind of condition');
      return undefined;
    }
    if (!definition.places.includes(this.subject === 'object' ? 'where' : this.place)) {
      this.fault(field, 'not_allowed_here', `${definition.kind} is not allowed here`);
      return undefined;
    }
    if (definition.leaf) this.leaves++;
    return definition.read(input, field, this);
  }
}
