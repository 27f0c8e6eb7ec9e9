import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { NamePipe } from '@rapport/http';
import { BrowseSchema } from './browse-schema.usecase.js';
import { SchemaListQuery, SeenEventQuery } from './schema.query.js';
import { SeenEventDetail, SeenEventPage, SeenTraitPage } from './schema.view.js';
import { SourceOutcomesList } from './sources.view.js';

/** What was seen (api.md 7.1): not what was planned. */
@ApiTags('schema')
@Controller('api/v1/schema')
@RequireScopes('profiles:read')
export class SchemaController {
  constructor(@Inject(BrowseSchema) private readonly browse: BrowseSchema) {}

  @Get('events')
  @ApiOperation({ operationId: 'listSeenEvents', summary: 'List the events that were seen' })
  @ApiOkResponse({ type: SeenEventPage })
  async events(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: SchemaListQuery,
  ): Promise<SeenEventPage> {
    return this.browse.events(workspaceId, query);
  }

  @Get('events/:name')
  @ApiOperation({ operationId: 'getSeenEvent', summary: 'What was seen in one event' })
  @ApiParam({ name: 'name', description: 'Name of the event, or its type when it has no name' })
  @ApiOkResponse({ type: SeenEventDetail })
  @ApiNotFoundResponse({ description: 'No such event was seen' })
  async event(
    @CurrentWorkspace() workspaceId: string,
    @Param('name', NamePipe) name: string,
    @Query() query: SeenEventQuery,
  ): Promise<SeenEventDetail> {
    return this.browse.event(workspaceId, query.type, name);
  }

  @Get('traits')
  @ApiOperation({ operationId: 'listSeenTraits', summary: 'List the traits that were seen' })
  @ApiOkResponse({ type: SeenTraitPage })
  async traits(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: SchemaListQuery,
  ): Promise<SeenTraitPage> {
    return this.browse.traits(workspaceId, query);
  }

  @Get('sources')
  @ApiOperation({
    operationId: 'listSourceOutcomes',
    summary: 'What became of the events of each source: applied, duplicates, conflicts',
  })
  @ApiOkResponse({ type: SourceOutcomesList })
  async sources(@CurrentWorkspace() workspaceId: string): Promise<SourceOutcomesList> {
    return { data: await this.browse.sources(workspaceId) };
  }
}
