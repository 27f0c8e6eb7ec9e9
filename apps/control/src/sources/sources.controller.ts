import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { IfMatch, mapPage } from '@rapport/http';
import { ProblemError, uuidOf } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { ChangeSource, etagOfSource } from './change-source.usecase.js';
import { CreateSource, type NewSource } from './create-source.usecase.js';
import { ReadSources } from './read-sources.usecase.js';
import { SourceAnswer, sourceAnswer, SourcePage } from './sources.answers.js';
import { CreateSourceBody, SourcesQuery, UpdateSourceBody } from './sources.dto.js';

@ApiTags('Sources')
@Controller('api/v1/sources')
export class SourcesController {
  constructor(
    private readonly readSources: ReadSources,
    private readonly createSource: CreateSource,
    private readonly changeSource: ChangeSource,
  ) {}

  @Get()
  @RequireScopes('sources:read')
  @ApiOperation({ operationId: 'listSources', summary: 'Sources, newest first' })
  @ApiOkResponse({ type: SourcePage })
  async list(@CurrentWorkspace() workspaceId: string, @Query() query: SourcesQuery): Promise<SourcePage> {
    return mapPage(await this.readSources.page(workspaceId, query), sourceAnswer);
  }

  @Post()
  @HttpCode(201)
  @RequireScopes('sources:write')
  @ApiOperation({ operationId: 'createSource', summary: 'Make a source with its first write key' })
  @ApiCreatedResponse({ type: SourceAnswer })
  async create(
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Body() body: CreateSourceBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SourceAnswer> {
    const given: NewSource = {
      name: body.name.trim(),
      kind: body.kind ?? 'any',
      enabled: body.enabled ?? true,
      allowedOrigins: body.allowedOrigins ?? [],
      eventsPerSecond: body.rateLimit?.eventsPerSecond ?? null,
      matchOn: body.matchOn ?? null,
    };
    const source = await this.createSource.execute(workspaceId, given, actorOf(caller));
    const answer = sourceAnswer(source);
    void reply.headers({ location: `/api/v1/sources/${answer.id}`, etag: etagOfSource(source) });
    return answer;
  }

  @Get(':id')
  @RequireScopes('sources:read')
  @ApiOperation({ operationId: 'readSource', summary: 'One source' })
  @ApiOkResponse({ type: SourceAnswer })
  async read(
    @Param('id') id: string,
    @CurrentWorkspace() workspaceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SourceAnswer> {
    const source = await this.readSources.one(workspaceId, sourceIdOf(id));
    void reply.header('etag', etagOfSource(source));
    return sourceAnswer(source);
  }

  @Patch(':id')
  @RequireScopes('sources:write')
  @ApiOperation({ operationId: 'updateSource', summary: 'Change a source' })
  @ApiOkResponse({ type: SourceAnswer })
  async update(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @IfMatch() ifMatch: string | undefined,
    @Body() body: UpdateSourceBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SourceAnswer> {
    const ref = { workspaceId, id: sourceIdOf(id), by: actorOf(caller), ifMatch };
    const source = await this.changeSource.update(ref, changeOf(body));
    void reply.header('etag', etagOfSource(source));
    return sourceAnswer(source);
  }

  @Post(':id/archive')
  @HttpCode(200)
  @RequireScopes('sources:write')
  @ApiOperation({ operationId: 'archiveSource', summary: 'Put a source away; its keys stop working' })
  @ApiOkResponse({ type: SourceAnswer })
  async archive(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<SourceAnswer> {
    const ref = { workspaceId, id: sourceIdOf(id), by: actorOf(caller), ifMatch };
    return sourceAnswer(await this.changeSource.archive(ref));
  }

  @Post(':id/unarchive')
  @HttpCode(200)
  @RequireScopes('sources:write')
  @ApiOperation({ operationId: 'unarchiveSource', summary: 'Take a source out of the archive' })
  @ApiOkResponse({ type: SourceAnswer })
  async unarchive(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<SourceAnswer> {
    const ref = { workspaceId, id: sourceIdOf(id), by: actorOf(caller), ifMatch };
    return sourceAnswer(await this.changeSource.unarchive(ref));
  }
}

/** A malformed id in a path is an object that does not exist. */
export function sourceIdOf(id: string): string {
  const uuid = uuidOf('src', id);
  if (uuid === undefined) throw new ProblemError('not_found');
  return uuid;
}

function changeOf(body: UpdateSourceBody): Partial<NewSource> {
  return {
    ...(body.name !== undefined && { name: body.name.trim() }),
    ...(body.kind !== undefined && { kind: body.kind }),
    ...(body.enabled !== undefined && { enabled: body.enabled }),
    ...(body.allowedOrigins !== undefined && { allowedOrigins: body.allowedOrigins }),
    ...(body.rateLimit !== undefined && { eventsPerSecond: body.rateLimit?.eventsPerSecond ?? null }),
    ...(body.matchOn !== undefined && { matchOn: body.matchOn }),
  };
}
