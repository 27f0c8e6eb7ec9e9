import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { JourneyDraft } from '@rapport/contracts';
import { IfMatch } from '@rapport/http';
import {
  editingRoutes,
  type VersionedObject,
  VersionedObjects,
  type VersionedObjectView,
} from '@rapport/versioned';
import type { FastifyReply } from 'fastify';
import { ArchiveJourneys } from './archive-journeys.usecase.js';
import { JourneyKind } from './journey.kind.js';
import { ArchiveJourneyBody, JourneyView } from './journeys.dto.js';
import { PresentJourneys } from './present-journeys.js';

const names = {
  one: 'Journey',
  many: 'Journeys',
  read: 'journeys:read',
  write: 'journeys:write',
  view: JourneyView,
} as const;

/** Journeys as objects with versions; what sets them in motion is in the controller beside. */
@ApiTags('journeys')
@Controller('api/v1/journeys')
export class JourneysController extends editingRoutes<JourneyDraft>(names) {
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
