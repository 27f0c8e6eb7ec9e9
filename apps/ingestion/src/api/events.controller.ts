import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  type Caller,
  CurrentCaller,
  CurrentWorkspace,
  RequireScopes,
  RequireScopesOrWriteKey,
  WorkspaceInQuery,
} from '@rapport/access';
import { CLOCK, decodeCursor, encodeCursor, EventStreams, RawBody } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { addressOf } from '../wire/address-of.js';
import { ListRecent } from '../recent/list-recent.usecase.js';
import { RecentFeed } from '../recent/recent-feed.js';
import { SourceRepository } from '../recent/source.repository.js';
import { readSubmission } from './domain/read-submission.js';
import {
  RecentEventPage,
  sendEventsAnswer,
  SendEventsAnswer,
  sourceStatsAnswer,
  SourceStatsList,
} from './events.answers.js';
import { type EventsBody, EventsBodyGuard } from './events-body.guard.js';
import {
  recentFilterOf,
  RecentEventsQuery,
  RecentStreamQuery,
  SourceStatsQuery,
  uuidOfSource,
} from './recent.query.js';
import { SendEvents } from './send-events.usecase.js';
import { sendEventsSchema } from './send-events.schema.js';

@ApiTags('Events')
@Controller('api/v1/events')
export class EventsController {
  constructor(
    private readonly sendEvents: SendEvents,
    private readonly listRecent: ListRecent,
    private readonly feed: RecentFeed,
    private readonly sources: SourceRepository,
    private readonly streams: EventStreams,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScopesOrWriteKey('events:send')
  @RawBody()
  @UseGuards(EventsBodyGuard)
  @ApiOperation({ operationId: 'sendEvents', summary: 'Send events, with a result for each' })
  @ApiBody({ schema: sendEventsSchema })
  @ApiOkResponse({ type: SendEventsAnswer })
  async send(
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Req() request: FastifyRequest,
  ): Promise<SendEventsAnswer> {
    const outcomes = await this.sendEvents.execute({
      caller,
      workspaceId,
      submission: readSubmission((request.body as EventsBody).text),
      address: addressOf(request),
      receivedAtMs: this.clock.now(),
      inTransaction: request.headers['idempotency-key'] !== undefined,
    });
    return sendEventsAnswer(outcomes);
  }

  @Get()
  @RequireScopes('events:read')
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'What came to the door in the last 7 days, newest first',
  })
  @ApiOkResponse({ type: RecentEventPage })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: RecentEventsQuery,
  ): Promise<RecentEventPage> {
    const filter = recentFilterOf(query);
    const { limit, cursor, ...filters } = query;
    const bound = { workspaceId, ...filters };
    const at = decodeCursor(cursor, bound, ['integer', 'uuid']);
    const from = at && { ms: Number(at[0]), id: String(at[1]) };
    const { events, next } = await this.listRecent.execute(workspaceId, filter, from, limit);
    return { data: events, nextCursor: next && encodeCursor(bound, [next.ms, next.id]) };
  }

  @Get('stream')
  @RequireScopes('events:read')
  @WorkspaceInQuery()
  @ApiOperation({ operationId: 'streamEvents', summary: 'What comes to the door, as it comes' })
  @ApiProduces('text/event-stream')
  async stream(
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Query() query: RecentStreamQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const filter = recentFilterOf(query);
    await this.streams.send(request, reply, caller, {
      open: (lastEventId, stream) => this.feed.open(workspaceId, filter, lastEventId, stream),
    });
  }

  @Get('stats')
  @RequireScopes('events:read')
  @ApiOperation({ operationId: 'readEventStats', summary: 'What each source sent lately' })
  @ApiOkResponse({ type: SourceStatsList })
  async stats(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: SourceStatsQuery,
  ): Promise<SourceStatsList> {
    const now = this.clock.now();
    const wanted = query.sourceId?.map(uuidOfSource);
    const stats = (await this.sources.statsOf(workspaceId, now)).filter(
      ({ sourceId }) => !wanted || wanted.includes(sourceId),
    );
    const ids = stats.map(({ sourceId }) => sourceId);
    const hours = query.hours ? await this.sources.hoursOf(workspaceId, ids, query.hours, now) : [];
    return { data: stats.map((one) => sourceStatsAnswer(one, hours)) };
  }
}
