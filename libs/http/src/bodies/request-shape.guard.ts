import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { WORKSPACE_IN_QUERY } from '@rapport/access';
import { limits, ProblemError } from '@rapport/kernel';
import type { FastifyRequest } from 'fastify';
import { bodyProblem, queryProblem } from '../validation/dto.pipe.js';
import { OPTIONAL_BODY, RAW_BODY } from './body-decorators.js';
import { declaredContentType, isPlainJson } from './declared-content-type.js';
import { declaresBody, declaresQuery } from './declared-parameters.js';
import { parseJsonBody } from './parse-json-body.js';
import { readBody, textOfBody } from './read-body.js';

const bodyLimits = {
  maxBytes: limits.managementBodyBytes,
  maxCompressedBytes: limits.managementCompressedBytes,
};
const methodsWithBody: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Reads and checks what was sent, once it is known that the caller may send it: 415 and 413 come after 401 and 403
 * (api.md 2.4). A guard, because Nest runs pipes and Fastify its parsers too late or too early for that order.
 */
@Injectable()
export class RequestShapeGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const handler = context.getHandler();
    const controller = context.getClass();
    if (this.reflector.getAllAndOverride<true | undefined>(RAW_BODY, [handler, controller])) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (methodsWithBody.has(request.method)) {
      const optional = this.reflector.get<true | undefined>(OPTIONAL_BODY, handler) === true;
      const declared = declaresBody(controller, handler);
      request.body = await this.read(request, declared && !optional && request.method !== 'DELETE');
      if (!declared) refuseFields(request.body as object);
    }
    const query = request.query as Record<string, unknown>;
    if (this.reflector.get<true | undefined>(WORKSPACE_IN_QUERY, handler)) delete query.workspace;
    if (!declaresQuery(controller, handler)) refuseParameters(query);
    return true;
  }

  private async read(request: FastifyRequest, required: boolean): Promise<object> {
    if (request.body === undefined) {
      if (required) throw new ProblemError('empty_body');
      return {};
    }
    const type = declaredContentType(request.raw);
    if (type === undefined || !isPlainJson(type)) {
      request.raw.resume();
      throw new ProblemError('unsupported_media_type', { detail: 'The body must be application/json.' });
    }
    const text = textOfBody(await readBody(request.raw, bodyLimits));
    return text.trim() === '' && !required ? {} : parseJsonBody(text);
  }
}

function refuseFields(body: object): void {
  const errors = Object.keys(body).map((field) => ({
    field,
    rule: 'unknown_field',
    message: 'is not a field of this object',
  }));
  if (errors.length > 0) throw bodyProblem(errors);
}

function refuseParameters(query: Record<string, unknown>): void {
  const faults = Object.keys(query).map((field) => ({ field, rule: 'unknown_field', message: '' }));
  if (faults.length > 0) throw queryProblem(faults);
}
