import type { EmailContent, TemplateDraft } from '@rapport/contracts';
import type { FieldFault } from '@rapport/kernel';
import { parseEmailContent } from './parse-email-content.js';

const mostVariants = 50;
/** JSON characters of a whole draft. */
const longestDraft = 500_000;

/** A template's draft (api.md 11.1) as it will be stored, or every fault of its shape. `field` is where it lies in the body. */
export function parseTemplateDraft(
  input: unknown,
  field: string,
): { draft: TemplateDraft; faults: FieldFault[] } {
  const faults: FieldFault[] = [];
  const draft: TemplateDraft = { defaultLocale: '', variants: {} };
  const at = (name: string): string => [field, name].filter(Boolean).join('.');
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { draft, faults: [{ field: field || 'draft', rule: 'type', message: 'must be an object' }] };
  }
  const fields = input as Record<string, unknown>;
  for (const name of Object.keys(fields)) {
    if (!['defaultLocale', 'variants', 'missingVariable'].includes(name)) {
      faults.push({ field: at(name), rule: 'unknown_field', message: 'is not known here' });
    }
  }
  if (isLocale(fields.defaultLocale)) draft.defaultLocale = fields.defaultLocale;
  else faults.push(localeFault(at('defaultLocale'), fields.defaultLocale));
  draft.variants = parseVariants(fields.variants, at('variants'), faults);
  if (fields.missingVariable === 'fail' || fields.missingVariable === 'blank') {
    draft.missingVariable = fields.missingVariable;
  } else if (fields.missingVariable !== undefined && fields.missingVariable !== null) {
    faults.push({ field: at('missingVariable'), rule: 'enum', message: 'must be fail or blank' });
  }
  if (faults.length === 0 && JSON.stringify(draft).length > longestDraft) {
    faults.push({ field: at('variants'), rule: 'too_large', message: 'must be at most 500 kB' });
  }
  return { draft, faults };
}

function parseVariants(input: unknown, field: string, faults: FieldFault[]): Record<string, EmailContent> {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    const rule = input === undefined ? 'required' : 'type';
    faults.push({ field, rule, message: 'must be an object with a content per locale' });
    return {};
  }
  const entries = Object.entries(input);
  if (entries.length > mostVariants) {
    faults.push({ field, rule: 'max_items', message: `must be at most ${mostVariants}` });
    return {};
  }
  const seen = new Set<string>();
  const variants: [string, EmailContent][] = [];
  for (const [locale, value] of entries) {
    const place = `${field}.${locale.slice(0, 40)}`;
    if (!isLocale(locale)) faults.push(localeFault(place, locale));
    if (seen.has(locale.toLowerCase()))
      faults.push({ field: place, rule: 'duplicate', message: 'stands twice' });
    seen.add(locale.toLowerCase());
    const content = parseEmailContent(value, place, faults);
    if (content) variants.push([locale, content]);
  }
  return Object.fromEntries(variants);
}

/** A well-formed BCP 47 tag. */
export function isLocale(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > 35) return false;
  try {
    return Intl.getCanonicalLocales(value).length === 1;
  } catch {
    return false;
  }
}

function localeFault(field: string, value: unknown): FieldFault {
  return value === undefined
    ? { field, rule: 'required', message: 'is required' }
    : { field, rule: 'format', message: 'must be a locale such as en or de-AT' };
}
