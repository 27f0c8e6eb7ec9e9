import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { mapPage, PageQuery } from '@rapport/http';
import { ProblemError, publicId, uuidOf } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import type { ApiKeyRecord } from './api-key.js';
import {
  ApiKeyAnswer,
  ApiKeyPage,
  CreateApiKeyBody,
  NewApiKeyAnswer,
  UpdateApiKeyBody,
} from './api-keys.dto.js';
import { ChangeApiKey } from './change-api-key.usecase.js';
import { CreateApiKey, type Granter } from './create-api-key.usecase.js';
import { ListApiKeys } from './list-api-keys.usecase.js';

@ApiTags('API keys')
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(
    private readonly listApiKeys: ListApiKeys,
    private readonly createApiKey: CreateApiKey,
    private readonly changeApiKey: ChangeApiKey,
  ) {}

  @Get()
  @RequireScopes('team:write')
  @ApiOperation({ operationId: 'listApiKeys', summary: 'API keys, newest first; never their secrets' })
  @ApiOkResponse({ type: ApiKeyPage })
  async list(@CurrentWorkspace() workspaceId: string, @Query() query: PageQuery): Promise<ApiKeyPage> {
    return mapPage(await this.listApiKeys.execute(workspaceId, query), answerOf);
  }

  @Post()
  @HttpCode(201)
  @RequireScopes('team:write')
  @ApiOperation({ operationId: 'createApiKey', summary: 'Make an API key; its secret is shown this once' })
  @ApiCreatedResponse({ type: NewApiKeyAnswer })
  async create(
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Body() body: CreateApiKeyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<NewApiKeyAnswer> {
    const given = { name: body.name.trim(), scopes: body.scopes, expiresAt: body.expiresAt ?? null };
    const { key, secret } = await this.createApiKey.execute(workspaceId, given, granterOf(caller));
    const answer = answerOf(key);
    void reply.header('location', `/api/v1/api-keys/${answer.id}`);
    return { ...answer, secret };
  }

  @Patch(':id')
  @RequireScopes('team:write')
  @ApiOperation({ operationId: 'updateApiKey', summary: 'Change name, scopes or expiry' })
  @ApiOkResponse({ type: ApiKeyAnswer })
  async update(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Body() body: UpdateApiKeyBody,
  ): Promise<ApiKeyAnswer> {
    const change = { ...body, ...(body.name !== undefined && { name: body.name.trim() }) };
    return answerOf(await this.changeApiKey.update(workspaceId, keyIdOf(id), change, granterOf(caller)));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireScopes('team:write')
  @ApiOperation({ operationId: 'revokeApiKey', summary: 'Revoke a key, at once' })
  @ApiNoContentResponse()
  async revoke(@Param('id') id: string, @CurrentWorkspace() workspaceId: string): Promise<void> {
    await this.changeApiKey.revoke(workspaceId, keyIdOf(id));
  }
}

function granterOf(caller: Caller): Granter {
  return { actor: actorOf(caller), scopes: caller.kind === 'write_key' ? [] : caller.scopes };
}

function keyIdOf(id: string): string {
  const uuid = uuidOf('key', id);
  if (uuid === undefined) throw new ProblemError('not_found');
  return uuid;
}

function answerOf(key: ApiKeyRecord): ApiKeyAnswer {
  return {
    id: publicId('key', key.id),
    name: key.name,
    scopes: key.scopes,
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    expiresAt: key.expiresAt?.toISOString() ?? null,
    revokedAt: key.revokedAt?.toISOString() ?? null,
  };
}
