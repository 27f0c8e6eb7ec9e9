import type { SeenField } from '../api/schema-types';
import { formatShare } from '../intl/percent';

/** "number 92 %, string 8 %": a field with several types is where integrations break, so the shares are said. */
export function sayTypes(field: Pick<SeenField, 'types' | 'typeCounts'>): string {
  const [only] = field.types;
  if (field.types.length === 0) return '–';
  if (field.types.length === 1) return only ?? '–';
  const all = field.types.reduce((sum, type) => sum + (field.typeCounts[type] ?? 0), 0);
  return field.types
    .map((type) => `${type} ${formatShare(all === 0 ? 0 : (field.typeCounts[type] ?? 0) / all)}`)
    .join(', ');
}

export function sayExample(value: unknown): string {
  return typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
}
