import { createHash } from 'node:crypto';
import { ApiProperty } from '@nestjs/swagger';
import { publicId, toIso } from '@rapport/kernel';
import { letterOrigins, letterStates } from './domain/stored-letter.js';
import type { LetterOrigin, LetterState } from './domain/stored-letter.js';
import type { LetterCount } from './letter-reader.repository.js';
import type { LetterRow, WholeLetter } from './letter-rows.js';

export class DeadLetterAnswer {
  @ApiProperty({ type: 'string', example: 'dlt_…' }) id: string;
  @ApiProperty({ enum: letterOrigins, description: 'set aside by the door, or by a consumer' })
  origin: LetterOrigin;
  @ApiProperty({ type: 'string', description: 'why, as said last' }) code: string;
  @ApiProperty({ type: 'string', nullable: true, description: 'where the fault is' }) field: string | null;
  @ApiProperty({ type: 'string' }) message: string;
  @ApiProperty({ type: 'string', nullable: true }) topic: string | null;
  @ApiProperty({ type: 'integer', nullable: true }) partition: number | null;
  @ApiProperty({ type: 'string', nullable: true }) offset: string | null;
  @ApiProperty({ type: 'string', nullable: true, description: 'the consumer group' }) consumer: string | null;
  @ApiProperty({ type: 'string', nullable: true, example: 'src_…' }) sourceId: string | null;
  @ApiProperty({ type: 'string', nullable: true }) messageId: string | null;
  @ApiProperty({ type: 'integer' }) attempts: number;
  @ApiProperty({ type: 'string', nullable: true, description: 'version that set it aside' }) build:
    string | null;
  @ApiProperty({ type: 'string', format: 'date-time' }) firstAt: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) lastAt: string;
  @ApiProperty({ type: 'string', format: 'date-time' }) receivedAt: string;
  @ApiProperty({ enum: letterStates }) state: LetterState;
  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'the operation that touched it last',
    example: 'opr_…',
  })
  operationId: string | null;
  @ApiProperty({ type: 'integer', description: 'size of the original' }) bytes: number;
  @ApiProperty({ type: 'boolean', description: 'only the beginning was kept' }) truncated: boolean;
}

export class DeadLetterPage {
  @ApiProperty({ type: DeadLetterAnswer, isArray: true }) data: DeadLetterAnswer[];
  @ApiProperty({ type: 'string', nullable: true }) nextCursor: string | null;
}

export class DeadLetterPayloadAnswer {
  @ApiProperty({ type: 'string', example: 'dlt_…' }) id: string;
  @ApiProperty({ enum: ['utf8', 'base64'], description: 'base64 where the bytes are no text' })
  encoding: string;
  @ApiProperty({ type: 'string', description: 'the original bytes' }) payload: string;
  @ApiProperty({ type: 'string', description: 'hex, of the bytes that were kept' }) sha256: string;
  @ApiProperty({ type: 'integer', description: 'of the original' }) bytes: number;
  @ApiProperty({ type: 'boolean', description: 'only the beginning was kept' }) truncated: boolean;
  @ApiProperty({ type: 'string', nullable: true, description: 'key of a consumer’s record' }) key:
    string | null;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    description: 'headers of a consumer’s record',
  })
  headers: Record<string, string> | null;
}

export class DeadLetterCountAnswer {
  @ApiProperty({ enum: letterOrigins }) origin: LetterOrigin;
  @ApiProperty({ enum: letterStates }) state: LetterState;
  @ApiProperty({ type: 'string' }) code: string;
  @ApiProperty({ type: 'string', nullable: true, example: 'src_…' }) sourceId: string | null;
  @ApiProperty({ type: 'string', nullable: true }) topic: string | null;
  @ApiProperty({ type: 'integer' }) count: number;
}

export class DeadLetterSummaryAnswer {
  @ApiProperty({
    type: DeadLetterCountAnswer,
    isArray: true,
    description: 'the most numerous first, at most 1,000',
  })
  data: DeadLetterCountAnswer[];
}

export function deadLetterAnswer(row: LetterRow): DeadLetterAnswer {
  const { id, madeAt, lastAt, receivedAt, sourceId, operationId, originalBytes, bytes } = row;
  const { origin, code, field, message, topic, partition, offset, consumer, messageId } = row;
  const { attempts, build, state } = row;
  return {
    id: publicId('dlt', id),
    origin,
    code,
    field,
    message,
    topic,
    partition,
    offset,
    consumer,
    sourceId: sourceId && publicId('src', sourceId),
    messageId,
    attempts,
    build,
    firstAt: toIso(madeAt.getTime()),
    lastAt: toIso(lastAt.getTime()),
    receivedAt: toIso(receivedAt.getTime()),
    state,
    operationId: operationId && publicId('opr', operationId),
    bytes: originalBytes ?? bytes,
    truncated: originalBytes !== null,
  };
}

export function deadLetterPayload({
  id,
  payload,
  details,
  originalBytes,
}: WholeLetter): DeadLetterPayloadAnswer {
  const text = payload.toString('utf8');
  const isText = Buffer.from(text).equals(payload);
  return {
    id: publicId('dlt', id),
    encoding: isText ? 'utf8' : 'base64',
    payload: isText ? text : payload.toString('base64'),
    sha256: createHash('sha256').update(payload).digest('hex'),
    bytes: originalBytes ?? payload.length,
    truncated: originalBytes !== null,
    key: details.key ?? null,
    headers: details.headers ?? null,
  };
}

export function deadLetterCount({ sourceId, ...count }: LetterCount): DeadLetterCountAnswer {
  return { ...count, sourceId: sourceId && publicId('src', sourceId) };
}
