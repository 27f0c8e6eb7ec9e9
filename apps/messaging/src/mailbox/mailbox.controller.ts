import { Controller, Delete, Get, HttpCode, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes, WorkspaceInQuery } from '@rapport/access';
import { CLOCK, waitFor, type Page } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { mimePartsOf } from '../messages/read-content.usecase.js';
import { composeMime } from '../providers/compose-mime.js';
import { previewHeaders } from '../render/preview-headers.js';
import { detailViewOf, MailboxDetailView, MailboxItemView, MailboxQuery } from './mailbox.dto.js';
import { ReadMailbox } from './read-mailbox.usecase.js';

@ApiTags('mailbox')
@Controller('api/v1/mailbox')
@RequireScopes('messages:content')
export class MailboxController {
  constructor(
    private readonly mailbox: ReadMailbox,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listMailbox', summary: 'List captured messages, newest first' })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=N`: until there is one, at most 30 s' })
  @ApiOkResponse({ type: [MailboxItemView] })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: MailboxQuery,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<MailboxItemView>> {
    return waitFor(
      { request, reply, clock: this.clock },
      () => this.mailbox.list(workspaceId, query),
      ({ data }) => data.length > 0,
    );
  }

  @Get(':id')
  @ApiOperation({ operationId: 'getMailboxItem' })
  @ApiOkResponse({ type: MailboxDetailView })
  async one(@CurrentWorkspace() workspaceId: string, @Param('id') id: string): Promise<MailboxDetailView> {
    const { item, content } = await this.mailbox.one(workspaceId, id);
    return detailViewOf(item, content);
  }

  @Get(':id/raw')
  @ApiOperation({ operationId: 'getMailboxRaw', summary: 'The message as an SMTP server would get it' })
  @ApiProduces('message/rfc822')
  @ApiOkResponse({ type: String })
  async raw(
    @CurrentWorkspace() workspaceId: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { content } = await this.mailbox.one(workspaceId, id);
    void reply.headers({ 'content-type': 'message/rfc822', 'x-content-type-options': 'nosniff' });
    return composeMime(mimePartsOf(content));
  }

  /** Opened in a frame, which sends no headers. */
  @Get(':id/html')
  @WorkspaceInQuery()
  @ApiOperation({
    operationId: 'getMailboxHtml',
    summary: 'The HTML as a page of its own, which runs nothing',
  })
  @ApiProduces('text/html')
  @ApiOkResponse({ type: String })
  async html(
    @CurrentWorkspace() workspaceId: string,
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { content } = await this.mailbox.one(workspaceId, id);
    void reply.headers(previewHeaders);
    return content.html;
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ operationId: 'emptyMailbox' })
  @ApiNoContentResponse()
  async empty(@CurrentWorkspace() workspaceId: string): Promise<void> {
    await this.mailbox.empty(workspaceId);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteMailboxItem' })
  @ApiNoContentResponse()
  async delete(@CurrentWorkspace() workspaceId: string, @Param('id') id: string): Promise<void> {
    await this.mailbox.delete(workspaceId, id);
  }
}
