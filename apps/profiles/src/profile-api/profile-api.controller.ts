import { Controller, Get, Inject, Param, Query, UseFilters, UseGuards } from '@nestjs/common';
import {
  ApiExcludeController,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentWorkspace, RequireApiKey } from '@rapport/access';
import { ProfileApiFilter } from './profile-api.filters.js';
import {
  EventsQuery,
  ExternalIdsQuery,
  LinksQuery,
  MetadataQuery,
  TraitsQuery,
} from './profile-api.query.js';
import {
  ApiErrorAnswer,
  EventsAnswer,
  ExternalIdsAnswer,
  LinksAnswer,
  MetadataAnswer,
  TraitsAnswer,
} from './profile-api.view.js';
import { ReadProfileApi } from './read-profile-api.usecase.js';
import { SpaceGuard } from './space.guard.js';
import { collections } from './subject.js';

export const profilePath = 'collections/:collection/profiles/:ref';
export const spaceParameter = { name: 'space', description: 'Key or id of the workspace' } as const;
const collectionParameter = { name: 'collection', enum: collections } as const;
export const refParameter = {
  name: 'ref',
  description: '`type:value` (`group_id:…` for accounts), or an id of ours',
  example: 'user_id:42',
} as const;

/** Segment's Profile API (ingest.md 4), in its own words: an API key with `profiles:read` is the user name of HTTP Basic. */
@ApiTags('Segment Profile API')
@Controller(`v1/spaces/:space/${profilePath}`)
@RequireApiKey('profiles:read')
@UseGuards(SpaceGuard)
@UseFilters(ProfileApiFilter)
@ApiParam(spaceParameter)
@ApiParam(collectionParameter)
@ApiParam(refParameter)
@ApiResponse({ status: '4XX', type: ApiErrorAnswer })
@ApiResponse({ status: '5XX', type: ApiErrorAnswer })
export class ProfileApiController {
  constructor(@Inject(ReadProfileApi) private readonly api: ReadProfileApi) {}

  @Get('traits')
  @ApiOperation({ operationId: 'readSegmentTraits', summary: 'Traits, by name' })
  @ApiOkResponse({ type: TraitsAnswer })
  async traits(
    @CurrentWorkspace() workspaceId: string,
    @Param() path: ProfilePath,
    @Query() query: TraitsQuery,
  ): Promise<TraitsAnswer> {
    return this.api.traits({ workspaceId, ...path }, query);
  }

  @Get('external_ids')
  @ApiOperation({ operationId: 'readSegmentExternalIds', summary: 'Identifiers, by type and value' })
  @ApiOkResponse({ type: ExternalIdsAnswer })
  async externalIds(
    @CurrentWorkspace() workspaceId: string,
    @Param() path: ProfilePath,
    @Query() query: ExternalIdsQuery,
  ): Promise<ExternalIdsAnswer> {
    return this.api.externalIds({ workspaceId, ...path }, query);
  }

  @Get('events')
  @ApiOperation({ operationId: 'readSegmentEvents', summary: 'Events of the last 14 days' })
  @ApiOkResponse({ type: EventsAnswer })
  async events(
    @CurrentWorkspace() workspaceId: string,
    @Param() path: ProfilePath,
    @Query() query: EventsQuery,
  ): Promise<EventsAnswer> {
    return this.api.events({ workspaceId, ...path }, query);
  }

  @Get('metadata')
  @ApiOperation({ operationId: 'readSegmentMetadata', summary: 'When it began, and what was heard last' })
  @ApiOkResponse({ type: MetadataAnswer })
  async metadata(
    @CurrentWorkspace() workspaceId: string,
    @Param() path: ProfilePath,
    @Query() _query: MetadataQuery,
  ): Promise<MetadataAnswer> {
    return this.api.metadata({ workspaceId, ...path });
  }

  @Get('links')
  @ApiOperation({
    operationId: 'readSegmentLinks',
    summary: "A person's accounts, or the people of an account",
  })
  @ApiOkResponse({ type: LinksAnswer })
  async links(
    @CurrentWorkspace() workspaceId: string,
    @Param() path: ProfilePath,
    @Query() query: LinksQuery,
  ): Promise<LinksAnswer> {
    return this.api.links({ workspaceId, ...path }, query);
  }
}

interface ProfilePath {
  space: string;
  collection: string;
  ref: string;
}

/** What Segment's older documentation calls it. */
@ApiExcludeController()
@Controller(`v1/namespaces/:space/${profilePath}`)
export class NamespaceApiController extends ProfileApiController {}
