import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  actorOf,
  CurrentCaller,
  CurrentWorkspace,
  RequireScopes,
  SourcePlans,
  type Caller,
} from '@rapport/access';
import type { TrackingPlan } from '@rapport/contracts';
import { IfMatch } from '@rapport/http';
import { publicId } from '@rapport/kernel';
import { PublishBody, publishingRoutes, VersionedObjects, type VersionedObject } from '@rapport/versioned';
import type { FastifyReply } from 'fastify';
import { PlanDirectory } from './plan-directory.js';
import { PublishPlan } from './publish-plan.usecase.js';
import { TrackingPlanKind } from './tracking-plan.kind.js';
import { PublishedPlanView, TrackingPlanView } from './tracking-plans.dto.js';

const names = {
  one: 'TrackingPlan',
  many: 'TrackingPlans',
  read: 'events:read',
  write: 'events:write',
  view: TrackingPlanView,
} as const;

@ApiTags('tracking plans')
@Controller('api/v1/tracking-plans')
export class TrackingPlansController extends publishingRoutes<TrackingPlan>(names) {
  constructor(
    readonly kind: TrackingPlanKind,
    readonly versioned: VersionedObjects,
    private readonly publishPlan: PublishPlan,
    private readonly sources: SourcePlans,
    private readonly directory: PlanDirectory,
  ) {
    super();
  }

  async present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]> {
    const workspaceId = objects[0]?.workspaceId;
    if (workspaceId === undefined) return [];
    const linked = await this.sources.linkedTo(
      workspaceId,
      objects.map(({ id }) => id),
    );
    return objects.map(({ id }) => ({
      sourceIds: linked.filter(({ planId }) => planId === id).map((source) => publicId('src', source.id)),
    }));
  }

  override async takeEffect(): Promise<void> {
    await this.directory.refresh();
  }

  @Post(':ref/publish')
  @HttpCode(200)
  @RequireScopes('events:write')
  @ApiOperation({ operationId: 'publishTrackingPlan', summary: 'The draft becomes the version in force' })
  @ApiOkResponse({ type: PublishedPlanView })
  override async publish(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: PublishBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Omit<PublishedPlanView, 'sourceIds'>> {
    const expected = { workspaceId, ref, ifMatch };
    const { plan, problems } = await this.publishPlan.execute(
      expected,
      body.comment ?? null,
      actorOf(caller),
    );
    await this.takeEffect();
    return { ...(await this.shown(plan, reply)), problems };
  }
}
