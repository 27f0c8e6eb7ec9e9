import { Injectable } from '@nestjs/common';
import type { EmailContent, TemplateDraft } from '@rapport/contracts';
import { fieldProblem, type FieldFault } from '@rapport/kernel';
import { FindObjects, type VersionedObject } from '@rapport/versioned';
import { chosenContent } from '../delivery/choose-content.js';
import { refuseFaults } from '../templates/check-content.js';
import { parseEmailContent } from '../templates/domain/parse-email-content.js';
import { TemplateKind } from '../templates/template.kind.js';
import type { RenderBody } from './preview.dto.js';

export interface Previewed {
  content: EmailContent;
  locale: string;
}

/** Which content a preview is of, and in which language. */
@Injectable()
export class PreviewedContent {
  constructor(
    private readonly finder: FindObjects,
    private readonly templates: TemplateKind,
  ) {}

  /** @throws ProblemError `validation_failed` unless exactly one is given, `unknown_ref`, `template_error` */
  async resolve(
    workspaceId: string,
    body: RenderBody,
    locales: { person: string | null; workspace: string },
  ): Promise<Previewed> {
    if ((body.templateId === undefined) === (body.content === undefined)) {
      throw fieldProblem('templateId', 'required', 'exactly one of templateId and content is required');
    }
    if (body.content !== undefined) {
      if (body.channel === undefined) throw fieldProblem('channel', 'required', 'is required beside content');
      return { content: inlineContent(body.content), locale: body.locale ?? locales.workspace };
    }
    const draft = await this.draftOf(workspaceId, body);
    const template = { templateId: '', version: 0, content: draft };
    const asked = { msgId: '', content: null, requestedLocale: body.locale ?? null };
    const chosen = chosenContent(asked, template, locales.person, locales.workspace);
    if (!chosen) {
      const message = `has no variant for ${draft.defaultLocale}`;
      throw fieldProblem('variants', 'default_locale_missing', message, 'template_error');
    }
    return { content: chosen.source.content, locale: chosen.locale };
  }

  private async draftOf(
    workspaceId: string,
    { templateId = '', version }: RenderBody,
  ): Promise<TemplateDraft> {
    const object = await this.finder.peek(this.templates, workspaceId, templateId);
    const wanted = version ?? object?.publishedVersion ?? 'draft';
    const draft = object && (wanted === 'draft' ? object.draft : await this.versionOf(object, wanted));
    if (draft) return draft;
    const field = object ? 'version' : 'templateId';
    throw fieldProblem(field, 'unknown_ref', 'names nothing that could be rendered', 'unknown_ref');
  }

  private async versionOf(
    object: VersionedObject<TemplateDraft>,
    version: number,
  ): Promise<TemplateDraft | undefined> {
    if (version > (object.publishedVersion ?? 0)) return undefined;
    const found = await this.finder.version(this.templates, object.workspaceId, object.key, String(version));
    return found.version.content;
  }
}

function inlineContent(input: object): EmailContent {
  const faults: FieldFault[] = [];
  const content = parseEmailContent(input, 'content', faults);
  refuseFaults(faults);
  return content as EmailContent;
}
