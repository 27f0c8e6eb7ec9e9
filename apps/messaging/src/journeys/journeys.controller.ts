import { Body, Controller, HttpCode, Param, Patch, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { JourneyDraft } from '@rapport/contracts';
import { IfMatch } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import type { VersionedObject } from '../versioned/versioned-object.js';
import { VersionedObjects } from '../versioned/versioned-objects.js';
import { versionedRoutes } from '../versioned/versioned-routes.js';
import { CreateObjectBody, PatchObjectBody } from '../versioned/versioned.dto.js';
import type { VersionedObjectView } from '../versioned/versioned.view.js';
import { ArchiveJourneys } from './archive-journeys.usecase.js';
import { JourneyKind } from './journey.kind.js';
import { ArchiveJourneyBody, JourneyView } from './journeys.dto.js';
import { PresentJourneys } from './present-journeys.js';

const names = {
  one: 'Journey',
  many: 'Journeys',
  read: 'journeys:read',
  write: 'journeys:write',
} as const;

/** Journeys as objects with versions; what sets them in motion is in the controller beside. */
@ApiTags('journeys')
@Controller('api/v1/journeys')
export class JourneysController extends versionedRoutes<JourneyDraft>(names) {
  constructor(
    readonly kind: JourneyKind,
    readonly versioned: VersionedObjects,
    private readonly presenter: PresentJourneys,
    private readonly archives: ArchiveJourneys,
  ) {
    super();
  }

  async present(objects: readonly VersionedObject[]): Promise<Record<string, unknown>[]> {
    return this.presenter.present(objects);
  }

  @Post()
  @RequireScopes('journeys:write')
  @ApiOperation({ operationId: 'createJourney' })
  @ApiCreatedResponse({ type: JourneyView })
  async create(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: CreateObjectBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const input = { ...body, attributes: {} };
    const object = await this.versioned.editor.create(this.kind, workspaceId, input, actorOf(caller));
    return this.shown(object, reply, true);
  }

  @Patch(':ref')
  @RequireScopes('journeys:write')
  @ApiOperation({ operationId: 'patchJourney' })
  @ApiOkResponse({ type: JourneyView })
  async patch(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: PatchObjectBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const expected = { workspaceId, ref, ifMatch };
    return this.shown(await this.versioned.editor.patch(this.kind, expected, body, actorOf(caller)), reply);
  }

  @Post(':ref/archive')
  @HttpCode(200)
  @RequireScopes('journeys:write')
  @ApiOperation({ operationId: 'archiveJourney' })
  @ApiOkResponse({ type: JourneyView })
  async archive(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: ArchiveJourneyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const expected = { workspaceId, ref, ifMatch };
    const journey = await this.archives.archive(expected, body.running ?? 'exit', actorOf(caller));
    return this.shown(journey, reply);
  }

  @Post(':ref/unarchive')
  @HttpCode(200)
  @RequireScopes('journeys:write')
  @ApiOperation({ operationId: 'unarchiveJourney' })
  @ApiOkResponse({ type: JourneyView })
  override async unarchive(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('ref') ref: string,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VersionedObjectView> {
    const expected = { workspaceId, ref, ifMatch };
    return this.shown(await this.archives.unarchive(expected, actorOf(caller)), reply);
  }
}
