import type { JsonValue } from '@rapport/contracts';
import type { PropertyType } from './property-table';

/** Allowed values as a list with commas; what holds a comma, or looks like another type, is in quotes. */
export function writeValues(values: readonly JsonValue[] | null): string {
  return (values ?? [])
    .map((value) => (typeof value === 'string' && isPlain(value) ? value : JSON.stringify(value)))
    .join(', ');
}

/** `pro, free` are texts; `1, 2` are numbers unless the property is a text; `"1"` is always a text. */
export function readValues(text: string, types: readonly PropertyType[]): JsonValue[] | null {
  const parts = text.match(/\s*"(?:[^"\\]|\\.)*"\s*|[^,]+/g)?.map((part) => part.trim()) ?? [];
  const values = parts.filter((part) => part !== '').map((part) => valueOf(part, types));
  return values.length > 0 ? values : null;
}

function valueOf(part: string, types: readonly PropertyType[]): JsonValue {
  const parsed = parse(part);
  if (parsed === undefined) return part;
  const onlyText = types.length > 0 && types.every((type) => type === 'string');
  return onlyText && typeof parsed !== 'string' ? part : parsed;
}

function parse(part: string): JsonValue | undefined {
  try {
    return JSON.parse(part) as JsonValue;
  } catch {
    return undefined;
  }
}

function isPlain(value: string): boolean {
  return value !== '' && value.trim() === value && !/[",]/.test(value) && parse(value) === undefined;
}
