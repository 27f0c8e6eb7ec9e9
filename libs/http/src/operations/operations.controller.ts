import { Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res, type Type } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiPropertyOptional, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import type { SchemaOwner } from '@rapport/database';
import { CLOCK, type Clock, ProblemError, uuidOf } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { mapPage, pageOf } from '../paging/page.js';
import { PageQuery } from '../paging/page-query.js';
import { ChoicesParameter, TextsParameter } from '../validation/query-decorators.js';
import { waitFor } from '../waiting/wait-for.js';
import { operationAnswer, OperationAnswer, OperationPage } from './operation.answers.js';
import { OperationRunner } from './operation-runner.js';
import { hasEnded, operationStates, type Operation, type OperationState } from './operation.js';
import { OperationsRepository } from './operations.repository.js';

export class OperationsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: operationStates, isArray: true })
  @ChoicesParameter(operationStates)
  state?: OperationState[];

  @ApiPropertyOptional({ type: 'string', isArray: true })
  @TextsParameter()
  kind?: string[];
}

/** `/api/v1/operations/<service>` (api.md 2.8). Controller of the module that has `operationProviders`. */
export function operationsController(service: SchemaOwner): Type {
  const Name = `${service[0]?.toUpperCase()}${service.slice(1)}`;

  @ApiTags('operations')
  @Controller(`api/v1/operations/${service}`)
  class OperationsController {
    constructor(
      @Inject(OperationsRepository) private readonly operations: OperationsRepository,
      @Inject(OperationRunner) private readonly runner: OperationRunner,
      @Inject(CLOCK) private readonly clock: Clock,
    ) {}

    @Get()
    @RequireScopes('operations:read')
    @ApiOperation({
      operationId: `list${Name}Operations`,
      summary: 'Long work of this service, newest first',
    })
    @ApiOkResponse({ type: OperationPage })
    async list(
      @CurrentWorkspace() workspaceId: string,
      @Query() query: OperationsQuery,
    ): Promise<OperationPage> {
      return pageOfOperations(this.operations, service, workspaceId, query);
    }

    @Get(':id')
    @RequireScopes('operations:read')
    @ApiOperation({
      operationId: `get${Name}Operation`,
      summary: 'One operation; with `Prefer: wait=N`, once it has ended',
    })
    @ApiOkResponse({ type: OperationAnswer })
    async one(
      @CurrentWorkspace() workspaceId: string,
      @Param('id') id: string,
      @Req() request: FastifyRequest,
      @Res({ passthrough: true }) reply: FastifyReply,
    ): Promise<OperationAnswer> {
      const exchange = { request, reply, clock: this.clock };
      const load = async (): Promise<Operation> => found(await this.operations.find(workspaceId, uuid(id)));
      return operationAnswer(await waitFor(exchange, load, ({ state }) => hasEnded(state)));
    }

    @Post(':id/cancel')
    @HttpCode(200)
    @RequireScopes('operations:write')
    @ApiOperation({
      operationId: `cancel${Name}Operation`,
      summary: 'Ends it after what is in hand; what was done stays done',
    })
    @ApiOkResponse({ type: OperationAnswer })
    async cancel(@CurrentWorkspace() workspaceId: string, @Param('id') id: string): Promise<OperationAnswer> {
      const { operation, asked } = found(await this.operations.requestCancel(workspaceId, uuid(id)));
      if (!asked) throw new ProblemError('state_conflict', { detail: 'The operation has ended.' });
      this.runner.wake();
      return operationAnswer(operation);
    }
  }
  return OperationsController;
}

async function pageOfOperations(
  operations: OperationsRepository,
  service: SchemaOwner,
  workspaceId: string,
  { limit, cursor, ...filter }: OperationsQuery,
): Promise<OperationPage> {
  const bound = { service, workspaceId, ...filter };
  const before = decodeCursor(cursor, bound, ['uuid'])?.[0];
  const rows = await operations.list(workspaceId, filter, before as string | undefined, limit + 1);
  return mapPage(
    pageOf(rows, limit, ({ id }) => encodeCursor(bound, [id])),
    operationAnswer,
  );
}

function uuid(id: string): string {
  return found(uuidOf('opr', id));
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new ProblemError('not_found');
  return value;
}
