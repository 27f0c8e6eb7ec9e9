import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { fieldOfPath, fieldProblem, ProblemError } from '@rapport/kernel';
import { publishingRoutes, type VersionedObject, VersionedObjects } from '@rapport/versioned';
import type { TransformDraft } from './domain/transform-draft.js';
import { TransformDirectory } from './transform-directory.js';
import { TransformKind } from './transform.kind.js';
import { TestTransformBody, TestTransformView, TransformView } from './transforms.dto.js';
import { TryTransform } from './try-transform.usecase.js';

const names = {
  one: 'Transform',
  many: 'Transforms',
  read: 'events:read',
  write: 'events:write',
  view: TransformView,
} as const;

@ApiTags('transforms')
@Controller('api/v1/transforms')
export class TransformsController extends publishingRoutes<TransformDraft>(names) {
  constructor(
    readonly kind: TransformKind,
    readonly versioned: VersionedObjects,
    private readonly directory: TransformDirectory,
    private readonly trial: TryTransform,
  ) {
    super();
  }

  async present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]> {
    return objects.map(({ attributes }) => ({
      sourceIds: attributes.sourceIds ?? [],
      order: attributes.order ?? null,
    }));
  }

  override async takeEffect(): Promise<void> {
    await this.directory.refresh();
  }

  /** Runs the draft, or the code in the body, on one event. Nothing is stored. */
  @Post(':ref/test')
  @HttpCode(200)
  @RequireScopes('events:write')
  @ApiOperation({ operationId: 'testTransform' })
  @ApiOkResponse({ type: TestTransformView })
  async test(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Body() { event, code }: TestTransformBody,
  ): Promise<TestTransformView> {
    const { name, draft } = await this.versioned.finder.get(this.kind, workspaceId, ref);
    const tried = code ?? draft?.code;
    if (tried === undefined) throw new ProblemError('state_conflict', { detail: 'It has no draft to test.' });
    const trial = await this.trial.execute({ workspaceId, name, version: null, code: tried }, event);
    if (!trial.ok) {
      const { path, code: rule, message } = trial.error;
      throw fieldProblem(fieldOfPath(['event', ...path]), rule, message);
    }
    return { event: trial.value.events[0] ?? null, ...trial.value };
  }
}
