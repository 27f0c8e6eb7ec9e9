import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import type { JsonObject } from '@rapport/contracts';
import { CLOCK, newId, ProblemError, type Clock } from '@rapport/kernel';
import { renderInput } from '../render/render-input.js';
import { CheckContent } from '../templates/check-content.js';
import { contentProblems } from '../templates/domain/template-problems.js';
import type { RenderBody, RenderView } from './preview.dto.js';
import { PreviewedContent } from './previewed-content.js';
import { PreviewedPerson } from './previewed-person.js';
import { PreviewsRepository } from './previews.repository.js';

/** Shows what a send would look like: the code path of a send, but what is missing is listed instead of stopping it. */
@Injectable()
export class RenderPreview {
  constructor(
    private readonly subjects: PreviewedContent,
    private readonly checks: CheckContent,
    private readonly people: PreviewedPerson,
    private readonly workspaces: WorkspaceDirectory,
    private readonly previews: PreviewsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ProblemError 400, 422 `unknown_ref`, `template_error` */
  async execute(workspaceId: string, body: RenderBody): Promise<RenderView> {
    const workspace = await this.workspaces.get(workspaceId);
    if (!workspace) throw new ProblemError('not_found');
    const person = body.profile ? await this.people.find(workspaceId, body.profile) : undefined;
    const locales = { person: person?.locale ?? null, workspace: workspace.defaultLocale };
    const { content, locale } = await this.subjects.resolve(workspaceId, body, locales);
    const facts = await this.checks.inspectAll({ content }, () => (body.content ? 'content' : ''));
    const unseen = await this.checks.unseenTypes(workspaceId, facts);
    const now = body.at ? Date.parse(body.at) : this.clock.now();
    const frozen: JsonObject = {
      ...(body.event && { event: body.event as JsonObject }),
      data: (body.data ?? {}) as JsonObject,
    };
    const message = { msgId: newId(), channel: 'email', locale };
    const relations = await this.people.relationsOf(person, content);
    const input = renderInput({ person, relations, workspace, frozen, message, now });
    const preview = await this.checks.preview({ content, missingVariable: 'fail' }, input);
    const { outcome, variables, missing } = preview;
    if (!outcome.ok) {
      const errors = [{ field: fieldOf(outcome.detail), rule: outcome.reason, message: outcome.detail }];
      throw new ProblemError('template_error', { errors });
    }
    const kept = await this.previews.keep(workspaceId, outcome.email.html, this.clock.now());
    const problems = contentProblems(content, facts.get('content'), '', unseen);
    const { id, expiresAt } = kept;
    return {
      id,
      locale,
      ...outcome.email,
      body: null,
      previewUrl: `/preview/${id}`,
      variables,
      missing,
      problems,
      expiresAt,
    };
  }
}

/** `body.html, line 3: …` → `body.html`. */
function fieldOf(detail: string): string {
  return /^[A-Za-z][\w.-]*(?=[,:])/.exec(detail)?.[0] ?? 'content';
}
