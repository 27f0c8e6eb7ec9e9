import { Body, Controller, Get, HttpCode, Inject, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { IfMatch, NamePipe } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import { etagOfType, ObjectTypes, type TypeChange } from './object-types.usecase.js';
import { ObjectTypeList, ObjectTypeView, viewOfType } from './object.view.js';
import { ChangeTypeBody, CreateTypeBody, TypesQuery } from './objects.dto.js';
import type { ObjectTypeRow } from './persistence/object-types.repository.js';

const type = { name: 'type', example: 'order' } as const;

/** Kinds of things around people and groups: orders, subscriptions (api.md 7.2). */
@ApiTags('objects')
@Controller('api/v1/object-types')
export class ObjectTypesController {
  constructor(@Inject(ObjectTypes) private readonly types: ObjectTypes) {}

  @Get()
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listObjectTypes', summary: 'List object types' })
  @ApiOkResponse({ type: ObjectTypeList })
  async list(@CurrentWorkspace() workspaceId: string, @Query() query: TypesQuery): Promise<ObjectTypeList> {
    const rows = await this.types.list(workspaceId, query.includeArchived ?? false);
    return { data: rows.map(viewOfType), nextCursor: null };
  }

  @Post()
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'createObjectType', summary: 'Create an object type' })
  @ApiCreatedResponse({ type: ObjectTypeView })
  async create(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() { key, name, idField, attributes }: CreateTypeBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectTypeView> {
    const given = { key, name, idField: idField ?? null, attributes };
    const row = await this.types.create(workspaceId, given, actorOf(caller));
    void reply.header('location', `/api/v1/object-types/${row.key}`);
    return shown(row, reply);
  }

  @Get(':type')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'getObjectType', summary: 'Get one object type' })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectTypeView })
  async get(
    @CurrentWorkspace() workspaceId: string,
    @Param('type', NamePipe) key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectTypeView> {
    return shown(await this.types.get(workspaceId, key), reply);
  }

  @Patch(':type')
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'changeObjectType', summary: 'Change an object type' })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectTypeView })
  async change(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('type', NamePipe) key: string,
    @Body() body: ChangeTypeBody,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectTypeView> {
    return this.changed(workspaceId, caller, key, body, reply, ifMatch);
  }

  @Post(':type/archive')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({
    operationId: 'archiveObjectType',
    summary: 'Put an object type away: its objects can be read only',
  })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectTypeView })
  async archive(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('type', NamePipe) key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectTypeView> {
    return this.changed(workspaceId, caller, key, { archived: true }, reply);
  }

  @Post(':type/unarchive')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'unarchiveObjectType', summary: 'Take an object type out of the archive' })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectTypeView })
  async unarchive(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('type', NamePipe) key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectTypeView> {
    return this.changed(workspaceId, caller, key, { archived: false }, reply);
  }

  private async changed(
    workspaceId: string,
    caller: Caller,
    key: string,
    change: TypeChange,
    reply: FastifyReply,
    ifMatch?: string,
  ): Promise<ObjectTypeView> {
    return shown(await this.types.change(workspaceId, key, change, actorOf(caller), ifMatch), reply);
  }
}

function shown(row: ObjectTypeRow, reply: FastifyReply): ObjectTypeView {
  void reply.header('etag', etagOfType(row));
  return viewOfType(row);
}
