import type { JsonValue, Scalar, TraitChange, TraitChangedOccurrence } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { equalsLiteral } from '../equality.js';
import { parsePath, segmentsOf, valuesAt } from '../paths.js';
import type { JsonRecord } from '../reader.js';

const maximumText = 1024;

/** `{"kind":"trait_changed","trait","from"?,"to"?}` (api.md 8.5): `null` = missing, absent = any. */
export function readTraitChangedOccurrence(
  input: JsonRecord,
  field: string,
  faults: FieldFault[],
): TraitChangedOccurrence | undefined {
  const before = faults.length;
  const fault = (name: string, rule: string, message: string): void =>
    void faults.push({ field: `${field}.${name}`, rule, message });
  for (const name of Object.keys(input)) {
    if (!['kind', 'trait', 'from', 'to'].includes(name)) fault(name, 'unknown_field', 'is not known here');
  }
  const { trait } = input;
  if (trait === undefined) fault('trait', 'missing_field', 'is required');
  else if (typeof trait !== 'string') fault('trait', 'value_type', 'must be a string');
  else if (trait.includes('[]') || !parsePath(trait)) {
    fault('trait', 'bad_path', 'must be dot-separated keys, such as address.country');
  }
  for (const name of ['from', 'to'] as const) {
    const value = input[name];
    if (value === undefined || value === null || isLiteral(value)) continue;
    fault(
      name,
      'value_type',
      `must be a string of at most ${maximumText} characters, a number, a boolean or null`,
    );
  }
  if (faults.length > before || typeof trait !== 'string') return undefined;
  return {
    kind: 'trait_changed',
    trait,
    ...(input.from !== undefined && { from: input.from as Scalar | null }),
    ...(input.to !== undefined && { to: input.to as Scalar | null }),
  };
}

function isLiteral(value: unknown): value is Scalar {
  if (typeof value === 'string') return value.length <= maximumText;
  return typeof value === 'number' || typeof value === 'boolean';
}

/** Whether the fold gave the trait another value, from and to what was asked for. */
export function traitChangeOccurs(
  occurrence: TraitChangedOccurrence,
  changes: readonly TraitChange[],
): boolean {
  const [head, ...rest] = segmentsOf(occurrence.trait);
  const change = changes.find(({ trait }) => trait === head?.key);
  if (!change) return false;
  const from = valuesAt(change.from, rest)[0];
  const to = valuesAt(change.to, rest)[0];
  if (JSON.stringify(from) === JSON.stringify(to)) return false;
  return fits(from, occurrence.from) && fits(to, occurrence.to);
}

function fits(value: JsonValue | undefined, wanted: Scalar | null | undefined): boolean {
  if (wanted === undefined) return true;
  return wanted === null ? value === undefined : equalsLiteral(value, wanted);
}
