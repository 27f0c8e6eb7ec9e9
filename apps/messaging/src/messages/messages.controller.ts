import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiQuery,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentCaller, CurrentWorkspace, RequireScopes, type Caller } from '@rapport/access';
import { CLOCK, DtoPipe, fieldProblem, PageQuery, waitFor, type Page } from '@rapport/http';
import { publicId, toIso, type Clock } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isFinal } from '../delivery/domain/message-transitions.js';
import { BrowseMessages } from './browse-messages.usecase.js';
import { ReadContent, type HandedOverContent } from './read-content.usecase.js';
import { messageViewOf, MessageView } from './message.view.js';
import { MessagesQuery, SendMessageBody } from './messages.dto.js';
import { SendMessage } from './send-message.usecase.js';

const prefer = { name: 'Prefer', required: false, description: '`wait=N`, at most 30 s' } as const;
const metadataParameter = /^metadata\.([A-Za-z0-9_-]{1,64})$/;

/** Messages: sent by the API, and looked at (api.md 12.1, 12.2). */
@ApiTags('messages')
@Controller('api/v1')
export class MessagesController {
  constructor(
    private readonly sender: SendMessage,
    private readonly browse: BrowseMessages,
    private readonly contents: ReadContent,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post('messages')
  @HttpCode(202)
  @RequireScopes('messages:send')
  @ApiOperation({ operationId: 'sendMessage', summary: 'Send one message' })
  @ApiAcceptedResponse({ type: MessageView })
  async send(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: SendMessageBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MessageView> {
    const row = await this.sender.execute(workspaceId, body, caller);
    void reply.header('location', `/api/v1/messages/${publicId('msg', row.msgId)}`);
    return messageViewOf(row);
  }

  @Get('messages')
  @RequireScopes('messages:read')
  @ApiOperation({ operationId: 'listMessages', summary: 'List messages, newest planned first' })
  @ApiHeader(prefer)
  @ApiQuery({ type: MessagesQuery })
  @ApiOkResponse({ type: [MessageView] })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() parameters: Record<string, unknown>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Page<MessageView>> {
    const { query, metadata } = readQuery(parameters);
    return waitFor(
      { request, reply, clock: this.clock },
      () => this.browse.list(workspaceId, query, metadata),
      ({ data }) => data.length > 0,
    );
  }

  @Get('messages/:id')
  @RequireScopes('messages:read')
  @ApiOperation({ operationId: 'getMessage', summary: 'Get one message with its history' })
  @ApiHeader(prefer)
  @ApiOkResponse({ type: MessageView })
  async one(
    @CurrentWorkspace() workspaceId: string,
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { row, history } = await waitFor(
      { request, reply, clock: this.clock },
      () => this.browse.one(workspaceId, id),
      (found) => isFinal(found.row.state),
    );
    return {
      ...messageViewOf(row),
      history: history.map((entry) => ({ ...entry, at: toIso(entry.at.getTime()) })),
      links: [],
    };
  }

  @Get('messages/:id/content')
  @RequireScopes('messages:content')
  @ApiOperation({ operationId: 'getMessageContent', summary: 'Exactly what was handed over' })
  @ApiOkResponse({ type: Object })
  async content(
    @CurrentWorkspace() workspaceId: string,
    @Param('id') id: string,
  ): Promise<HandedOverContent> {
    return this.contents.execute(workspaceId, id);
  }

  @Get('profiles/:ref/messages')
  @RequireScopes('messages:read')
  @ApiOperation({ operationId: 'listProfileMessages', summary: "A person's messages" })
  @ApiOkResponse({ type: [MessageView] })
  async ofPerson(
    @CurrentWorkspace() workspaceId: string,
    @Param('ref') ref: string,
    @Query() query: PageQuery,
  ): Promise<Page<MessageView>> {
    return this.browse.ofPerson(workspaceId, ref, query);
  }
}

function withoutNul(name: string, value: string): string {
  if (!value.includes('\0')) return value;
  throw fieldProblem(`query.${name}`, 'pattern', 'must not contain the character U+0000');
}

/** `metadata.<key>` has no fixed names, so it is taken out before the rest is checked against its class. */
function readQuery(parameters: Record<string, unknown>): {
  query: MessagesQuery;
  metadata: Record<string, string>;
} {
  const rest: Record<string, unknown> = {};
  const metadata: [string, string][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    const key = metadataParameter.exec(name)?.[1];
    if (key === undefined) rest[name] = value;
    else if (typeof value === 'string') metadata.push([key, withoutNul(name, value)]);
    else throw fieldProblem(`query.${name}`, 'duplicate', 'must stand once');
  }
  const query = new DtoPipe().transform(rest, { type: 'query', metatype: MessagesQuery }) as MessagesQuery;
  return { query, metadata: Object.fromEntries(metadata) };
}
