import { Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { SETTINGS, type Settings } from '@rapport/config';
import { ProblemError, uuidOf } from '@rapport/kernel';
import { snippetsFor } from './domain/snippets.js';
import { ReadSources } from './read-sources.usecase.js';
import { RotateWriteKeys } from './rotate-write-keys.usecase.js';
import { SnippetsAnswer, writeKeyAnswer, WriteKeyAnswer } from './sources.answers.js';
import { sourceIdOf } from './sources.controller.js';

@ApiTags('Sources')
@Controller('api/v1/sources/:id')
export class WriteKeysController {
  constructor(
    private readonly readSources: ReadSources,
    private readonly rotateWriteKeys: RotateWriteKeys,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post('write-keys')
  @HttpCode(201)
  @RequireScopes('sources:write')
  @ApiOperation({ operationId: 'addWriteKey', summary: 'Another write key; the ones before keep working' })
  @ApiCreatedResponse({ type: WriteKeyAnswer })
  async add(@Param('id') id: string, @CurrentWorkspace() workspaceId: string): Promise<WriteKeyAnswer> {
    return writeKeyAnswer(await this.rotateWriteKeys.add(workspaceId, sourceIdOf(id)));
  }

  @Delete('write-keys/:keyId')
  @HttpCode(204)
  @RequireScopes('sources:write')
  @ApiOperation({ operationId: 'removeWriteKey', summary: 'End a write key; the last one stays' })
  @ApiNoContentResponse()
  async remove(
    @Param('id') id: string,
    @Param('keyId') keyId: string,
    @CurrentWorkspace() workspaceId: string,
  ): Promise<void> {
    const key = uuidOf('wkk', keyId);
    if (key === undefined) throw new ProblemError('not_found');
    await this.rotateWriteKeys.remove(workspaceId, sourceIdOf(id), key);
  }

  @Get('snippets')
  @RequireScopes('sources:read')
  @ApiOperation({ operationId: 'readSnippets', summary: 'Code that sends the first events of a source' })
  @ApiOkResponse({ type: SnippetsAnswer })
  async snippets(@Param('id') id: string, @CurrentWorkspace() workspaceId: string): Promise<SnippetsAnswer> {
    const source = await this.readSources.one(workspaceId, sourceIdOf(id));
    return snippetsFor(this.settings.publicUrl, source.writeKeys[0]?.key ?? '');
  }
}
