import type { EmailContent, Problem, TemplateDraft } from '@rapport/contracts';
import { objectTypeRead, unknownPart } from '../../render/domain/variable-schema.js';

/** Gmail cuts a message at about 102 kB of HTML. */
const clipWarningBytes = 90_000;

/** What a parse of a variant brought to light. */
export interface VariantFacts {
  variables: readonly { field: string; path: readonly string[] }[];
  unsafeSchemes: readonly string[];
  imagesWithoutAlt: number;
  rawVariables: readonly string[];
}

/** What a draft still lacks (api.md 11.2); errors first. */
export function templateProblems(
  draft: TemplateDraft,
  factsOf: ReadonlyMap<string, VariantFacts>,
  unseenTypes: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = [];
  const standard = Object.entries(draft.variants).find(
    ([locale]) => locale.toLowerCase() === draft.defaultLocale.toLowerCase(),
  )?.[1];
  if (!standard) {
    problems.push(
      error('default_locale_missing', 'variants', `There is no variant for ${draft.defaultLocale}.`),
    );
  }
  for (const [locale, content] of Object.entries(draft.variants)) {
    const place = `variants.${locale}`;
    problems.push(...contentProblems(content, factsOf.get(locale), place, unseenTypes));
    if (standard && standard !== content) problems.push(...incompleteness(content, standard, place));
  }
  return problems.sort((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

/** The problems of one content, also of one that is sent inline. `unseenTypes`: of objects, which nobody ever sent. */
export function contentProblems(
  content: EmailContent,
  facts: VariantFacts | undefined,
  place: string,
  unseenTypes: ReadonlySet<string> = new Set(),
): Problem[] {
  const at = (field: string): string => [place, field].filter(Boolean).join('.');
  const problems: Problem[] = [];
  if (content.subject.trim() === '')
    problems.push(error('empty_subject', at('subject'), 'The subject is empty.'));
  for (const { field, path } of facts?.variables ?? []) {
    const type = objectTypeRead(path);
    if (type !== undefined && unseenTypes.has(type)) {
      const message = `profile.objects.${type}: no object of type ${type} was seen yet.`;
      problems.push(warning('unseen_name', at(field), message));
    }
    const unknown = unknownPart(path);
    if (!unknown) continue;
    const hint = unknown.suggestion ? ` Did you mean ${unknown.suggestion}?` : '';
    problems.push(error('unknown_variable', at(field), `${unknown.name} does not exist.${hint}`));
  }
  for (const scheme of facts?.unsafeSchemes ?? []) {
    problems.push(
      error('link_scheme', at('body.html'), `A link begins with ${scheme}:, which mail must not carry.`),
    );
  }
  if (content.body.html.length > clipWarningBytes) {
    problems.push(
      warning('near_clip_size', at('body.html'), 'Gmail cuts messages off at about 102 kB of HTML.'),
    );
  }
  const images = facts?.imagesWithoutAlt ?? 0;
  if (images > 0) {
    const message = `${images === 1 ? 'An image has' : `${images} images have`} no alt text.`;
    problems.push({ ...warning('image_without_alt', at('body.html'), message), count: images });
  }
  for (const name of new Set(facts?.rawVariables)) {
    problems.push(
      warning('raw_trait', at('body.html'), `${name} is printed unescaped: its text becomes markup.`),
    );
  }
  return problems;
}

function incompleteness(content: EmailContent, standard: EmailContent, place: string): Problem[] {
  const optional = ['preheader', 'replyTo', 'text'] as const;
  return optional
    .filter((field) => standard[field] && !content[field])
    .map((field) =>
      warning(
        'variant_incomplete',
        `${place}.${field}`,
        `The default variant has a ${field}, this one has none.`,
      ),
    );
}

function error(code: string, field: string, message: string): Problem {
  return { severity: 'error', code, field, message };
}

function warning(code: string, field: string, message: string): Problem {
  return { severity: 'warning', code, field, message };
}
