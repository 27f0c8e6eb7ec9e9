import { ApiProperty } from '@nestjs/swagger';
import type { SchemaOwner } from '@rapport/database';
import { publicId, toIso } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { operationStates, type Operation, type OperationState } from './operation.js';

export class OperationProgressAnswer {
  @ApiProperty({ type: 'integer' }) done: number;
  @ApiProperty({ type: 'integer', nullable: true }) total: number | null;
}

export class OperationSubjectAnswer {
  @ApiProperty({ type: 'string' }) kind: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'null: many' }) id: string | null;
}

export class OperationFaultAnswer {
  @ApiProperty({ enum: ['error'] }) severity: 'error';
  @ApiProperty({ type: 'string' }) code: string;
  @ApiProperty({ type: 'string', nullable: true }) field: string | null;
  @ApiProperty({ type: 'string' }) message: string;
}

export class OperationActorAnswer {
  @ApiProperty({ enum: ['member', 'api_key', 'system'] }) kind: string;
  @ApiProperty({ type: 'string', nullable: true }) id: string | null;
  @ApiProperty({ type: 'string', nullable: true }) name: string | null;
}

export class OperationAnswer {
  @ApiProperty({ type: 'string', example: 'opr_…' }) id: string;
  @ApiProperty({ type: 'string' }) kind: string;
  @ApiProperty({ enum: operationStates }) state: OperationState;
  @ApiProperty({ type: OperationProgressAnswer }) progress: OperationProgressAnswer;
  @ApiProperty({ description: 'what came of it, by kind; null until it has succeeded' }) result: unknown;
  @ApiProperty({ type: OperationFaultAnswer, nullable: true }) error: OperationFaultAnswer | null;
  @ApiProperty({ type: OperationSubjectAnswer }) subject: OperationSubjectAnswer;
  @ApiProperty({ type: 'string', format: 'date-time' }) createdAt: string;
  @ApiProperty({ type: OperationActorAnswer }) createdBy: OperationActorAnswer;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) startedAt: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) finishedAt: string | null;
}

export class OperationPage {
  @ApiProperty({ type: OperationAnswer, isArray: true }) data: OperationAnswer[];
  @ApiProperty({ type: 'string', nullable: true }) nextCursor: string | null;
}

export function operationAnswer(operation: Operation): OperationAnswer {
  const { kind, state, progress, result, error, subject, createdBy } = operation;
  return {
    id: publicId('opr', operation.id),
    kind,
    state,
    progress,
    result,
    error,
    subject,
    createdAt: toIso(operation.createdAt),
    createdBy,
    startedAt: operation.startedAt === null ? null : toIso(operation.startedAt),
    finishedAt: operation.finishedAt === null ? null : toIso(operation.finishedAt),
  };
}

/** 202 with the address to follow (api.md 2.8). */
export function answerStarted(
  reply: FastifyReply,
  service: SchemaOwner,
  operation: Operation,
): OperationAnswer {
  const location = `/api/v1/operations/${service}/${publicId('opr', operation.id)}`;
  void reply.code(202).header('location', location);
  return operationAnswer(operation);
}
