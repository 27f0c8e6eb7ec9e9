import { chooseLocale } from '../render/domain/choose-locale.js';
import type { RenderSource } from '../render/render-protocol.js';
import { isLocale } from '../templates/domain/parse-template-draft.js';
import type { PublishedTemplate } from '../templates/published-templates.js';
import type { ClaimedMessage } from './message.js';

export interface ChosenContent {
  sourceKey: string;
  source: RenderSource;
  locale: string;
  templateVersion: number | null;
}

/** The content and the locale in which a message speaks; undefined when its template was never published. */
export function chosenContent(
  message: Pick<ClaimedMessage, 'msgId' | 'content' | 'requestedLocale'>,
  template: PublishedTemplate | undefined,
  personLocale: string | null,
  workspaceLocale: string,
): ChosenContent | undefined {
  if (message.content) {
    const locale = [message.requestedLocale, workspaceLocale].find(isLocale) ?? 'en';
    const source = { content: message.content, missingVariable: 'fail' } as const;
    return { sourceKey: `inline:${message.msgId}`, source, locale, templateVersion: null };
  }
  if (!template) return undefined;
  const { content, templateId, version } = template;
  const wanted = message.requestedLocale ?? personLocale;
  const locale = chooseLocale(Object.keys(content.variants), wanted, defaultVariant(content));
  const variant = content.variants[locale];
  return (
    variant && {
      sourceKey: `${templateId}:${version}:${locale}`,
      source: { content: variant, missingVariable: content.missingVariable ?? 'fail' },
      locale,
      templateVersion: version,
    }
  );
}

/** The variant that the default names, however it is spelt. */
function defaultVariant({ defaultLocale, variants }: PublishedTemplate['content']): string {
  return (
    Object.keys(variants).find((tag) => tag.toLowerCase() === defaultLocale.toLowerCase()) ?? defaultLocale
  );
}
