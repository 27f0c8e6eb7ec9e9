import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { actorOf, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { Caller } from '@rapport/access';
import { decodeCursor, encodeCursor, LOGGER, mapPage, pageOf } from '@rapport/http';
import { ProblemError, uuidOf } from '@rapport/kernel';
import type { Logger } from 'pino';
import {
  DeadLetterAnswer,
  deadLetterAnswer,
  deadLetterCount,
  DeadLetterPage,
  deadLetterPayload,
  DeadLetterPayloadAnswer,
  DeadLetterSummaryAnswer,
} from './dead-letters.answers.js';
import { DeadLettersQuery, filterOfQuery, LetterCountsQuery } from './dead-letters.query.js';
import { LetterReader } from './letter-reader.repository.js';

/** The quarantine, of the door and of every consumer (api.md 6.4). */
@ApiTags('dead letters')
@Controller('api/v1/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(LetterReader) private readonly letters: LetterReader,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Get()
  @RequireScopes('operations:read')
  @ApiOperation({ operationId: 'listDeadLetters', summary: 'What could not be processed, newest first' })
  @ApiOkResponse({ type: DeadLetterPage })
  async list(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: DeadLettersQuery,
  ): Promise<DeadLetterPage> {
    const { limit, cursor, ...filters } = query;
    const bound = { workspaceId, ...filters };
    const filter = filterOfQuery(filters);
    const before = decodeCursor(cursor, bound, ['uuid'])?.[0] as string | undefined;
    const rows = await this.letters.list(workspaceId, filter, before, limit + 1);
    return mapPage(
      pageOf(rows, limit, ({ id }) => encodeCursor(bound, [id])),
      deadLetterAnswer,
    );
  }

  @Get('summary')
  @RequireScopes('operations:read')
  @ApiOperation({ operationId: 'countDeadLetters', summary: 'How many, by reason, source and state' })
  @ApiOkResponse({ type: DeadLetterSummaryAnswer })
  async summary(
    @CurrentWorkspace() workspaceId: string,
    @Query() query: LetterCountsQuery,
  ): Promise<DeadLetterSummaryAnswer> {
    const counts = await this.letters.counts(workspaceId, filterOfQuery(query));
    return { data: counts.map(deadLetterCount) };
  }

  @Get(':id')
  @RequireScopes('operations:read')
  @ApiOperation({ operationId: 'getDeadLetter' })
  @ApiOkResponse({ type: DeadLetterAnswer })
  async one(@CurrentWorkspace() workspaceId: string, @Param('id') id: string): Promise<DeadLetterAnswer> {
    const uuid = uuidOf('dlt', id);
    const letter = uuid && (await this.letters.find(workspaceId, uuid));
    if (!letter) throw new ProblemError('not_found');
    return deadLetterAnswer(letter);
  }

  @Get(':id/payload')
  @RequireScopes('operations:read', 'pii:read')
  @ApiOperation({ operationId: 'getDeadLetterPayload', summary: 'The original bytes, as they came' })
  @ApiOkResponse({ type: DeadLetterPayloadAnswer })
  async payload(
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Param('id') id: string,
  ): Promise<DeadLetterPayloadAnswer> {
    const uuid = uuidOf('dlt', id);
    const letter = uuid && (await this.letters.whole(workspaceId, uuid));
    if (!letter) throw new ProblemError('not_found');
    const { kind, id: actorId } = actorOf(caller);
    const who = kind === 'member' ? { memberId: actorId } : { keyId: actorId };
    this.logger.info({ workspaceId, ...who, letterId: uuid }, 'dead_letters.payload_read');
    return deadLetterPayload(letter);
  }
}
