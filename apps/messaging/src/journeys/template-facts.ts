import { Injectable } from '@nestjs/common';
import type { Channel, EmailContent, JourneyDraft, MessageClass, TemplateDraft } from '@rapport/contracts';
import { FindObjects, VersionedRepository, type VersionedObject } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { CheckContent } from '../templates/check-content.js';
import { TemplateKind } from '../templates/template.kind.js';
import type { TemplateFacts } from './domain/check-journey.js';

/** What a template is named by, and in which version. */
interface Wanted {
  ref: string;
  version: number | undefined;
}

/** Reads what the check of a journey must know of the templates that it names. */
@Injectable()
export class TemplateFactsReader {
  constructor(
    private readonly finder: FindObjects,
    private readonly objects: VersionedRepository,
    private readonly kind: TemplateKind,
    private readonly contents: CheckContent,
  ) {}

  /** By `factsKey` of each message step. */
  async read(
    workspaceId: string,
    draft: JourneyDraft,
    tx: EntityManager,
  ): Promise<Map<string, TemplateFacts>> {
    const wanted = new Map<string, Wanted>();
    for (const step of draft.steps) {
      if (step.kind !== 'message') continue;
      wanted.set(factsKey(step.templateId, step.templateVersion), {
        ref: step.templateId,
        version: step.templateVersion,
      });
    }
    const facts = new Map<string, TemplateFacts>();
    for (const [key, one] of wanted) {
      const template = await this.finder.lookUp(tx, this.kind, workspaceId, one.ref);
      if (template) facts.set(key, await this.factsOf(template, one.version, tx));
    }
    return facts;
  }

  private async factsOf(
    template: VersionedObject<TemplateDraft>,
    pinned: number | undefined,
    tx: EntityManager,
  ): Promise<TemplateFacts> {
    const { workspaceId, id, attributes, archivedAt } = template;
    const publishedVersion = archivedAt ? null : template.publishedVersion;
    const number = pinned ?? publishedVersion;
    const version =
      number === null ? undefined : await this.objects.version<TemplateDraft>(tx, workspaceId, id, number);
    return {
      id,
      channel: attributes.channel as Channel,
      messageClass: attributes.messageClass as MessageClass,
      publishedVersion,
      hasPinnedVersion: pinned === undefined || version !== undefined,
      variables: version ? await this.variablesOf(version.content) : [],
    };
  }

  /** What every variant reads without a default of its own. */
  private async variablesOf({ variants }: TemplateDraft): Promise<string[]> {
    const inspections = await this.contents.inspectAll(variants, (locale) => locale);
    const found = new Set<string>();
    for (const [locale, { variables }] of inspections) {
      const content = variants[locale];
      for (const { path } of variables) {
        const name = path.join('.');
        if (content && !hasDefault(content, name)) found.add(name);
      }
    }
    return [...found];
  }
}

export function factsKey(ref: string, version: number | undefined): string {
  return `${ref}@${version ?? 'current'}`;
}

/** Whether the template itself says what stands for this variable wherever it is missing. */
function hasDefault(content: EmailContent, name: string): boolean {
  const text = JSON.stringify(content);
  const uses = text.split(name).slice(1);
  return uses.length > 0 && uses.every((rest) => /^\s*\|\s*default\b/.test(rest));
}
