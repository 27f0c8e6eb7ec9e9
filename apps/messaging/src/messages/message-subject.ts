import { Injectable } from '@nestjs/common';
import type { EmailContent, MessageClass, SendDecided } from '@rapport/contracts';
import { fieldProblem, type FieldFault } from '@rapport/kernel';
import { FindObjects } from '@rapport/versioned';
import type { EntityManager } from 'typeorm';
import { CheckContent, refuseFaults } from '../templates/check-content.js';
import { parseEmailContent } from '../templates/domain/parse-email-content.js';
import { contentProblems } from '../templates/domain/template-problems.js';
import { TemplateKind } from '../templates/template.kind.js';
import type { SendMessageBody } from './messages.dto.js';

export interface SendSubject extends Pick<SendDecided, 'template' | 'content'> {
  messageClass: MessageClass;
}
type Asked = Pick<SendMessageBody, 'templateId' | 'templateVersion' | 'content' | 'channel'>;

/** What a message says: a published template, or content given with the call. */
@Injectable()
export class MessageSubject {
  constructor(
    private readonly finder: FindObjects,
    private readonly templates: TemplateKind,
    private readonly checks: CheckContent,
  ) {}

  /**
   * Nobody publishes inline content, so what blocks the publish of a template is refused here.
   *
   * @throws ProblemError `validation_failed` unless exactly one is given, `template_error`
   */
  async inlineContent({ templateId, templateVersion, content }: Asked): Promise<EmailContent | null> {
    if ((templateId === undefined) === (content === undefined)) {
      throw fieldProblem('templateId', 'required', 'exactly one of templateId and content is required');
    }
    if (content === undefined) return null;
    if (templateVersion !== undefined) {
      throw fieldProblem('templateVersion', 'unknown_field', 'stands only beside templateId');
    }
    const faults: FieldFault[] = [];
    const parsed = parseEmailContent(content, 'content', faults);
    refuseFaults(faults);
    if (!parsed) return null;
    const facts = await this.checks.inspectAll({ content: parsed }, () => 'content');
    const problems = contentProblems(parsed, facts.get('content'), 'content');
    refuseFaults(
      problems
        .filter(({ severity }) => severity === 'error')
        .map(({ code, field, message }) => ({ field, rule: code, message })),
    );
    return parsed;
  }

  /** @throws ProblemError `unknown_ref` for what was never published, is archived, or speaks on another channel */
  async resolve(
    tx: EntityManager,
    workspaceId: string,
    { templateId = '', templateVersion, channel }: Asked,
    content: EmailContent | null,
  ): Promise<SendSubject> {
    if (content) return { template: null, content, messageClass: 'marketing' };
    const template = await this.finder.lookUp(tx, this.templates, workspaceId, templateId);
    const current = template?.publishedVersion ?? 0;
    if (!template || current === 0 || template.archivedAt || template.attributes.channel !== channel) {
      throw fieldProblem(
        'templateId',
        'unknown_ref',
        'names no published template of this channel',
        'unknown_ref',
      );
    }
    if (templateVersion !== undefined && templateVersion > current) {
      throw fieldProblem('templateVersion', 'unknown_ref', 'is no version of this template', 'unknown_ref');
    }
    return {
      template: { id: template.id, version: templateVersion ?? null },
      content: null,
      messageClass: template.attributes.messageClass as MessageClass,
    };
  }
}
