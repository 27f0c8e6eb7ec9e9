import { Body, Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { type Caller, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { CLOCK } from '@rapport/http';
import { type Clock, newId } from '@rapport/kernel';
import { IsString } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { addressOf } from '../wire/address-of.js';
import { testItems } from './domain/test-items.js';
import { readSubmission } from './domain/read-submission.js';
import { sendEventsAnswer, SendEventsAnswer } from './events.answers.js';
import { SendEvents } from './send-events.usecase.js';

export class TestEventBody {
  @ApiProperty({ type: 'string', example: 'src_…' })
  @IsString()
  sourceId: string;
}

/** One event of the server's own making through the door it watches: whoever sets a source up sees the whole way work. */
@ApiTags('Events')
@Controller('api/v1/events/test')
export class TestEventsController {
  constructor(
    private readonly sendEvents: SendEvents,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(200)
  @RequireScopes('events:send')
  @ApiOperation({ operationId: 'sendTestEvent', summary: 'Send one test event of a source, the whole way' })
  @ApiOkResponse({ type: SendEventsAnswer })
  async send(
    @CurrentCaller() caller: Caller,
    @CurrentWorkspace() workspaceId: string,
    @Req() request: FastifyRequest,
    @Body() { sourceId }: TestEventBody,
  ): Promise<SendEventsAnswer> {
    const events = testItems(`test-${newId()}`);
    const outcomes = await this.sendEvents.execute({
      caller,
      workspaceId,
      submission: readSubmission(JSON.stringify({ sourceId, events })),
      address: addressOf(request),
      receivedAtMs: this.clock.now(),
      inTransaction: request.headers['idempotency-key'] !== undefined,
    });
    return sendEventsAnswer(outcomes);
  }
}
