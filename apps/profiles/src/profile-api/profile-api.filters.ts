import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { LOGGER, problemErrorOf } from '@rapport/http';
import type { ProblemError } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { type ApiError, apiErrorOf, ApiRefusal, deletionErrorOf } from './domain/api-error.js';

/** Refusals in the body that clients of Segment's Profile API know; a defect says nothing but the id in the header. */
@Catch()
@Injectable()
export class ProfileApiFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    const { status, code, message } =
      thrown instanceof ApiRefusal ? thrown : this.read(thrown, request, reply);
    void reply.code(status).headers({ 'request-id': request.id, 'content-type': 'application/json' });
    if (status === 401) void reply.header('www-authenticate', 'Basic realm="Rapport Profile API"');
    void reply.send(JSON.stringify({ error: { code, message } }));
  }

  protected translate(problem: ProblemError): ApiError {
    return apiErrorOf(problem);
  }

  private read(thrown: unknown, request: FastifyRequest, reply: FastifyReply): ApiError {
    const problem = problemErrorOf(thrown);
    if (problem.code === 'internal') {
      this.logger.error(
        { requestId: request.id, route: request.routeOptions.url, err: thrown },
        'http.defect',
      );
    }
    if (problem.status === 429 || problem.status === 503) void reply.header('retry-after', '1');
    void reply.headers(problem.headers ?? {});
    return this.translate(problem);
  }
}

/** The same for the deletion of an identifier, which has codes of its own. */
@Catch()
@Injectable()
export class DeletionFilter extends ProfileApiFilter {
  protected override translate(problem: ProblemError): ApiError {
    return deletionErrorOf(problem);
  }
}
