/**
 * The variant for a person's locale: exact, then without region, then without script, else the default (api.md 11.1).
 * Case and `_` do not matter. The choice is per template, never per field, so that a message speaks one language.
 */
export function chooseLocale(available: readonly string[], wanted: string | null, fallback: string): string {
  const byForm = new Map(available.map((tag) => [canonical(tag), tag]));
  for (const form of candidates(wanted)) {
    const found = byForm.get(form);
    if (found !== undefined) return found;
  }
  return fallback;
}

function canonical(tag: string): string {
  return tag.replaceAll('_', '-').toLowerCase();
}

function candidates(wanted: string | null): string[] {
  if (!wanted) return [];
  const exact = canonical(wanted);
  const parts = exact.split('-');
  const language = parts[0] ?? '';
  const withoutRegion = parts
    .filter((part, index) => index === 0 || !/^([a-z]{2}|\d{3})$/.test(part))
    .join('-');
  return [exact, withoutRegion, language];
}
