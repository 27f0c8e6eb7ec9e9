import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { Caller } from '@rapport/access';
import { answerStarted, OperationAnswer } from '@rapport/http';
import type { FastifyReply } from 'fastify';
import { defaultRate, DiscardLettersBody, filterOfBody, ReplayLettersBody } from '../dead-letters.query.js';
import { BeginLettersOperation } from './begin-letters-operation.usecase.js';

/** Replays and discards (api.md 6.4): long work, followed by its operation. */
@ApiTags('dead letters')
@Controller('api/v1/dead-letters')
export class SettleLettersController {
  constructor(@Inject(BeginLettersOperation) private readonly begin: BeginLettersOperation) {}

  @Post('replay')
  @HttpCode(202)
  @RequireScopes('dead-letters:write')
  @ApiOperation({
    operationId: 'replayDeadLetters',
    summary: 'Sends letters of the door through the door again, and those of a consumer back to it',
  })
  @ApiAcceptedResponse({ type: OperationAnswer })
  async replay(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: ReplayLettersBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswer> {
    const { dryRun = false, ratePerSecond = defaultRate } = body;
    const operation = await this.begin.execute({
      workspaceId,
      kind: 'replay_dead_letters',
      filter: filterOfBody(body),
      options: { dryRun, ratePerSecond },
      createdBy: actorOf(caller),
    });
    return answerStarted(reply, 'ingestion', operation);
  }

  @Post('discard')
  @HttpCode(202)
  @RequireScopes('dead-letters:write')
  @ApiOperation({
    operationId: 'discardDeadLetters',
    summary: 'Says of letters that nobody will replay them',
  })
  @ApiAcceptedResponse({ type: OperationAnswer })
  async discard(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Body() body: DiscardLettersBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OperationAnswer> {
    const operation = await this.begin.execute({
      workspaceId,
      kind: 'discard_dead_letters',
      filter: filterOfBody(body),
      options: {},
      createdBy: actorOf(caller),
    });
    return answerStarted(reply, 'ingestion', operation);
  }
}
