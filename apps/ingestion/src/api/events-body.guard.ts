import { Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { declaredContentType, isPlainJson, readBody, textOfBody } from '@rapport/http';
import { limits, ProblemError } from '@rapport/kernel';
import type { FastifyRequest } from 'fastify';

/** The body of `POST /api/v1/events` as text: its items are checked one by one, not refused together. */
export interface EventsBody {
  text: string;
}

/**
 * Reads the body once the caller is known. A guard, so that it runs before the interceptor that compares the body of a
 * repeated request.
 */
@Injectable()
export class EventsBodyGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [parameter] = Object.keys(request.query as object);
    if (parameter !== undefined) {
      throw new ProblemError('unknown_parameter', {
        errors: [
          { field: `query.${parameter.slice(0, 64)}`, rule: 'unknown_parameter', message: 'is not known' },
        ],
      });
    }
    const type = declaredContentType(request.raw);
    if (type === undefined || !isPlainJson(type)) {
      request.raw.resume();
      throw new ProblemError('unsupported_media_type', { detail: 'The body must be application/json.' });
    }
    const bytes = await readBody(request.raw, {
      maxBytes: limits.managementBodyBytes,
      maxCompressedBytes: limits.managementCompressedBytes,
    });
    request.body = { text: textOfBody(bytes) } satisfies EventsBody;
    return true;
  }
}
