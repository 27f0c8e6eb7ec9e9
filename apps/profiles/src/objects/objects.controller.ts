import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiPreconditionFailedResponse,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { bodyProblem, IfMatch, NamePipe, type Page, PageQuery } from '@rapport/http';
import { ProblemError } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { FindProfile } from '../browse/find-profile.js';
import { FindGroup } from '../groups/find-group.js';
import { BrowseObjects } from './browse-objects.usecase.js';
import { objectLimits } from './domain/object-type.js';
import { BatchAnswer, etagOfObject, ObjectPageView, ObjectView, viewOfObject } from './object.view.js';
import { BatchBody, DeleteObjectQuery, ObjectsQuery, PutObjectBody } from './objects.dto.js';
import { SaveBatch } from './save-batch.usecase.js';
import { SaveObjects } from './save-objects.usecase.js';

const type = { name: 'type', example: 'order' } as const;
const key = { name: 'key', example: 'A-1' } as const;
const stale = {
  description: '`stale_revision`: `If-Match` names another state than the `current` one',
} as const;

interface ObjectPath {
  type: string;
  key: string;
}

/** Things of people and groups (api.md 7.2). */
@ApiTags('objects')
@Controller('api/v1')
export class ObjectsController {
  constructor(
    @Inject(FindProfile) private readonly people: FindProfile,
    @Inject(FindGroup) private readonly groups: FindGroup,
    @Inject(BrowseObjects) private readonly browse: BrowseObjects,
    @Inject(SaveObjects) private readonly save: SaveObjects,
    @Inject(SaveBatch) private readonly saveBatch: SaveBatch,
  ) {}

  @Get('objects/:type')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'listObjects', summary: 'List objects of a type, last changed first' })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectPageView })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Param('type', NamePipe) typeKey: string,
    @Query() { q, ...page }: ObjectsQuery,
  ): Promise<Page<ObjectView>> {
    return this.browse.list(workspaceId, typeKey, q === '' ? undefined : q, page);
  }

  @Post('objects/:type/batch')
  @HttpCode(200)
  @RequireScopes('profiles:write')
  @ApiOperation({ operationId: 'saveObjects', summary: 'Write up to 500 objects of a type' })
  @ApiParam(type)
  @ApiOkResponse({ type: BatchAnswer })
  async batch(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('type', NamePipe) typeKey: string,
    @Body() { items }: BatchBody,
  ): Promise<BatchAnswer> {
    return { results: await this.saveBatch.execute(workspaceId, typeKey, items, actorOf(caller)) };
  }

  @Get('objects/:type/:key')
  @RequireScopes('profiles:read')
  @ApiOperation({ operationId: 'getObject', summary: 'Get one object' })
  @ApiParam(type)
  @ApiParam(key)
  @ApiOkResponse({ type: ObjectView })
  async get(
    @CurrentWorkspace() workspaceId: string,
    @Param('type', NamePipe) typeKey: string,
    @Param('key', NamePipe) objectKey: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectView> {
    return shown(await this.browse.find(workspaceId, typeKey, objectKey), reply);
  }

  @Put('objects/:type/:key')
  @RequireScopes('profiles:write')
  @ApiOperation({
    operationId: 'putObject',
    summary: 'Write one object whole; when something newer is known, answers with that',
  })
  @ApiParam(type)
  @ApiParam(key)
  @ApiOkResponse({ type: ObjectView })
  @ApiPreconditionFailedResponse(stale)
  async put(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param(NamePipe) { type: typeKey, key: objectKey }: ObjectPath,
    @Body() { attributes, profiles = [], groups = [], updatedAt }: PutObjectBody,
    @IfMatch() ifMatch: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ObjectView> {
    requireKey(objectKey);
    const given = {
      key: objectKey,
      attributes: attributes ?? undefined,
      profiles,
      groups,
      updatedAt,
      path: '',
    };
    const saying = { by: actorOf(caller), ifMatch };
    const { results, rows } = await this.save.execute(workspaceId, typeKey, [given], saying);
    const errors = results[0]?.errors ?? [];
    if (errors.length > 0) {
      const isOnlyUnknown = errors.every(({ rule }) => rule === 'unknown_ref');
      throw isOnlyUnknown ? new ProblemError('unknown_ref', { errors }) : bodyProblem(errors);
    }
    const row = rows.get(objectKey);
    if (!row?.attributes) throw new ProblemError('not_found', { detail: 'It was deleted later than that.' });
    return shown(viewOfObject(row), reply);
  }

  @Delete('objects/:type/:key')
  @HttpCode(204)
  @RequireScopes('profiles:write')
  @ApiOperation({
    operationId: 'deleteObject',
    summary: 'Delete one object, known or not: an older change does not bring it (back)',
  })
  @ApiParam(type)
  @ApiParam(key)
  @ApiNoContentResponse()
  @ApiPreconditionFailedResponse(stale)
  async remove(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('type', NamePipe) typeKey: string,
    @Param('key', NamePipe) objectKey: string,
    @Query() { updatedAt }: DeleteObjectQuery,
    @IfMatch() ifMatch: string | undefined,
  ): Promise<void> {
    requireKey(objectKey);
    const given = { key: objectKey, attributes: null, profiles: [], groups: [], updatedAt, path: '' };
    const saying = { by: actorOf(caller), ifMatch };
    const { results } = await this.save.execute(workspaceId, typeKey, [given], saying);
    if (results[0]?.status === 'older') {
      throw new ProblemError('state_conflict', { detail: 'It was changed later than that.' });
    }
  }

  @Get('profiles/:ref/objects/:type')
  @RequireScopes('profiles:read')
  @ApiOperation({
    operationId: 'listObjectsOfPerson',
    summary: "A person's objects of a type, last changed first",
  })
  @ApiParam({ name: 'ref', example: 'email:ada@acme.test' })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectPageView })
  async ofPerson(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Param('type', NamePipe) typeKey: string,
    @Query() query: PageQuery,
  ): Promise<Page<ObjectView>> {
    return this.browse.ofPerson(workspaceId, this.people.parse(text), typeKey, query);
  }

  @Get('groups/:ref/objects/:type')
  @RequireScopes('profiles:read')
  @ApiOperation({
    operationId: 'listObjectsOfGroup',
    summary: "A group's objects of a type, last changed first",
  })
  @ApiParam({ name: 'ref', example: 'group_id:acme' })
  @ApiParam(type)
  @ApiOkResponse({ type: ObjectPageView })
  async ofGroup(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') text: string,
    @Param('type', NamePipe) typeKey: string,
    @Query() query: PageQuery,
  ): Promise<Page<ObjectView>> {
    return this.browse.ofGroup(workspaceId, this.groups.parse(text), typeKey, query);
  }
}

function shown(object: ObjectView, reply: FastifyReply): ObjectView {
  void reply.header('etag', etagOfObject(object));
  return object;
}

/** @throws ProblemError `not_found` for what can be no object's key */
function requireKey(key: string): void {
  if (key.length > objectLimits.keyLength) throw new ProblemError('not_found');
}
