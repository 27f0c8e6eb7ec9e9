import { Body, Controller, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { actorOf, type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { ProblemError, uuidOf } from '@rapport/kernel';
import { ManageOauthKeys } from './manage-oauth-keys.usecase.js';
import { CreateOauthKeyBody, oauthKeyAnswer, OauthKeyAnswer, OauthKeyPage } from './oauth-keys.dto.js';
import { sourceIdOf } from './sources.controller.js';

@ApiTags('Sources')
@Controller('api/v1/sources/:id/oauth-keys')
export class OauthKeysController {
  constructor(private readonly keys: ManageOauthKeys) {}

  @Get()
  @RequireScopes('sources:read')
  @ApiOperation({
    operationId: 'listOauthKeys',
    summary: 'Keys with which SDKs of servers sign, newest first',
  })
  @ApiOkResponse({ type: OauthKeyPage })
  async list(@Param('id') id: string, @CurrentWorkspace() workspaceId: string): Promise<OauthKeyPage> {
    const sourceId = sourceIdOf(id);
    const keys = await this.keys.list(workspaceId, sourceId);
    return { data: keys.map((key) => oauthKeyAnswer(sourceId, key)), nextCursor: null };
  }

  @Post()
  @HttpCode(201)
  @RequireScopes('sources:write')
  @ApiOperation({
    operationId: 'addOauthKey',
    summary: 'Let whoever holds the private half of a key sign for a source',
  })
  @ApiCreatedResponse({ type: OauthKeyAnswer })
  async add(
    @Param('id') id: string,
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Body() body: CreateOauthKeyBody,
  ): Promise<OauthKeyAnswer> {
    const sourceId = sourceIdOf(id);
    const given = { name: body.name.trim(), publicKey: body.publicKey };
    return oauthKeyAnswer(sourceId, await this.keys.add(workspaceId, sourceId, given, actorOf(caller)));
  }

  @Delete(':keyId')
  @HttpCode(204)
  @RequireScopes('sources:write')
  @ApiOperation({
    operationId: 'removeOauthKey',
    summary: 'End a key, and every token it was given, at once',
  })
  @ApiNoContentResponse()
  async remove(
    @Param('id') id: string,
    @Param('keyId') keyId: string,
    @CurrentWorkspace() workspaceId: string,
  ): Promise<void> {
    const key = uuidOf('oak', keyId);
    if (key === undefined) throw new ProblemError('not_found');
    await this.keys.remove(workspaceId, sourceIdOf(id), key);
  }
}
