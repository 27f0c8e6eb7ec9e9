import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { JourneyDraft } from '@rapport/contracts';
import { IfMatch } from '@rapport/http';
import {
  VersionedController,
  VersionedObjects,
  type VersionedObject,
  type VersionedObjectView,
} from '@rapport/versioned';
import type { FastifyReply } from 'fastify';
import { HoldJourneys } from './hold-journeys.usecase.js';
import { JourneyKind } from './journey.kind.js';
import { JourneyView, PublishJourneyBody, ResumeJourneyBody } from './journeys.dto.js';
import { PresentJourneys } from './present-journeys.js';

/** What makes a journey act on people, or not: publish, pause, resume. Answered once it acts on every instance. */
@ApiTags('journeys')
@Controller('api/v1/journeys')
export class JourneyMotionController extends VersionedController<JourneyDraft> {
  constructor(
    readonly kind: JourneyKind,
    readonly versioned: VersionedObjects,
    private readonly presenter: PresentJourneys,
    private readonly holds: HoldJourneys,
  ) {
    super();
  }

  async present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]> {
    return this.presenter.present(objects);
  }

  @Post(':ref/publish')
  @HttpCode(200)
  @RequireScopes('journeys:publish')
  @ApiOperation({ operationId: 'publishJourney' })
  @ApiOkResponse({ type: JourneyView })
  async publish(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: PublishJourneyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const expected = { workspaceId, ref, ifMatch };
    const { publisher } = this.versioned;
    const journey = await publisher.execute(this.kind, expected, body.comment ?? null, actorOf(caller));
    return this.shown(journey, reply);
  }

  @Post(':ref/pause')
  @HttpCode(200)
  @RequireScopes('journeys:publish')
  @ApiOperation({ operationId: 'pauseJourney' })
  @ApiOkResponse({ type: JourneyView })
  async pause(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    return this.shown(await this.holds.pause({ workspaceId, ref, ifMatch }, actorOf(caller)), reply);
  }

  @Post(':ref/resume')
  @HttpCode(200)
  @RequireScopes('journeys:publish')
  @ApiOperation({ operationId: 'resumeJourney' })
  @ApiOkResponse({ type: JourneyView })
  async resume(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: ResumeJourneyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const expected = { workspaceId, ref, ifMatch };
    return this.shown(await this.holds.resume(expected, body.late ?? 'run', actorOf(caller)), reply);
  }
}
