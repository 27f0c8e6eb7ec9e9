import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { declaredContentType, isPlainJson, readBody, textOfBody } from '@rapport/http';
import { limits, ProblemError } from '@rapport/kernel';
import type { FastifyRequest } from 'fastify';

/** The body as text: what is in it is judged as the door judges an event, digit by digit. */
export interface TraitsBody {
  text: string;
}

/** The body, as the description of the API shows it. */
export const traitsBodySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    set: { type: 'object', additionalProperties: true, description: 'Traits and their values' },
    unset: { type: 'array', items: { type: 'string' }, description: 'Traits that shall be gone' },
  },
  example: { set: { plan: 'pro' }, unset: ['trialEndsAt'] },
} as const;

/** Reads the body once the caller is known, and before the interceptor compares it with that of a repeated request. */
@Injectable()
export class TraitsBodyGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const [parameter] = Object.keys(request.query as object);
    if (parameter !== undefined) {
      const message = 'is not a parameter of this path';
      const field = `query.${parameter.slice(0, 64)}`;
      throw new ProblemError('unknown_parameter', {
        errors: [{ field, rule: 'unknown_parameter', message }],
      });
    }
    if (request.body === undefined) throw new ProblemError('empty_body');
    const type = declaredContentType(request.raw);
    if (type === undefined || !isPlainJson(type)) {
      request.raw.resume();
      throw new ProblemError('unsupported_media_type', { detail: 'The body must be application/json.' });
    }
    const bytes = await readBody(request.raw, {
      maxBytes: limits.managementBodyBytes,
      maxCompressedBytes: limits.managementCompressedBytes,
    });
    request.body = { text: textOfBody(bytes) } satisfies TraitsBody;
    return true;
  }
}
