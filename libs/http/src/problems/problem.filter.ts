import { type ArgumentsHost, Catch, type ExceptionFilter, Inject, Injectable } from '@nestjs/common';
import { ProblemError } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { LOGGER } from '../tokens.js';
import { PageFallback } from './page-fallback.js';
import { headersOfProblem, problemOf } from './problem.js';
import { problemErrorOf } from './problem-of-any.js';
import { RouteMethods } from './route-methods.js';

/**
 * Renders everything that was thrown. Expected refusals say what is wrong; a defect says nothing but the request id, under
 * which the log has it.
 */
@Catch()
@Injectable()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly routes: RouteMethods,
    private readonly pages: PageFallback,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (reply.sent) return;
    if (request.is404) return this.answerUnrouted(request, reply);
    const problem = problemErrorOf(thrown);
    if (problem.code === 'internal') {
      this.logger.error(
        { requestId: request.id, route: request.routeOptions.url, err: thrown },
        'http.defect',
      );
    }
    this.send(problem, request, reply);
  }

  private answerUnrouted(request: FastifyRequest, reply: FastifyReply): void {
    const allowed = this.routes.allowedAt(request.url);
    if (allowed.length > 0) {
      const headers = { allow: allowed.join(', ') };
      return this.send(new ProblemError('method_not_allowed', { headers }), request, reply);
    }
    if (this.pages.serve(request, reply)) return;
    this.send(new ProblemError('not_found'), request, reply);
  }

  private send(problem: ProblemError, request: FastifyRequest, reply: FastifyReply): void {
    void reply.code(problem.status).headers(headersOfProblem(problem));
    void reply.send(JSON.stringify(problemOf(problem, request.id)));
  }
}
