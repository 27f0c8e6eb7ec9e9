import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { callerOf, WorkspaceDirectory } from '@rapport/access';
import { CLOCK, RequestCounter } from '@rapport/http';
import { type Clock, ProblemError, publicId } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiRefusal } from './domain/api-error.js';

const requestsPerSecond = 100;

/**
 * The space in the path is the workspace of the key, by its key or id; any other does not exist. 100 requests per second and
 * space, however many keys it has. In memory: each instance counts for itself.
 */
@Injectable()
export class SpaceGuard implements CanActivate {
  private readonly counter = new RequestCounter(requestsPerSecond, 1000);

  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest<{ Params: { space: string } }>>();
    const workspaceId = callerOf(request)?.workspaceId ?? '';
    const { limit, remaining, resetSeconds, allowed } = this.counter.take(workspaceId, this.clock.now());
    void http.getResponse<FastifyReply>().headers({
      'request-id': request.id,
      'ratelimit-limit': limit,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': resetSeconds,
    });
    if (!allowed)
      throw new ProblemError('rate_limited', { headers: { 'retry-after': String(resetSeconds) } });
    const workspace = await this.workspaces.get(workspaceId);
    const { space } = request.params;
    if (workspace && (space === workspace.key || space === publicId('wsp', workspaceId))) return true;
    throw new ApiRefusal(404, 'not_found', 'Space was not found.');
  }
}
