import type { Occurrence } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { isRecord } from '../reader.js';
import { readEventOccurrence } from './event.occurrence.js';
import { readTraitChangedOccurrence } from './trait-changed.occurrence.js';

/** Reads something that happens: what a trigger waits for. */
export function readOccurrence(input: unknown, field: string, faults: FieldFault[]): Occurrence | undefined {
  if (!isRecord(input)) {
    faults.push({ field, rule: 'value_type', message: 'must be an occurrence' });
    return undefined;
  }
  if (input.kind === 'event') return readEventOccurrence(input, field, faults);
  if (input.kind === 'trait_changed') return readTraitChangedOccurrence(input, field, faults);
  faults.push(
    input.kind === undefined
      ? { field: `${field}.kind`, rule: 'missing_field', message: 'is required' }
      : { field: `${field}.kind`, rule: 'unknown_kind', message: 'is not a kind of occurrence' },
  );
  return undefined;
}
