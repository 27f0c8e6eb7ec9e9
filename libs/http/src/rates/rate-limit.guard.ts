import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { callerOf } from '@rapport/access';
import { CLOCK, type Clock, ProblemError } from '@rapport/kernel';
import type { FastifyReply } from 'fastify';
import { RequestCounter } from './request-counter.js';

const requestsPerSecond = 100;

/**
 * 100 management requests per second and credential (api.md 2.9). Write keys are limited by their source's own setting, at
 * the door: one of them stands for all browsers of a site.
 */
@Injectable()
export class RateLimitGuard implements CanActivate {
  private readonly counter = new RequestCounter(requestsPerSecond, 1000);

  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  canActivate(context: ExecutionContext): boolean {
    const http = context.switchToHttp();
    const caller = callerOf(http.getRequest<object>());
    if (!caller || caller.kind === 'write_key') return true;
    const key = caller.kind === 'api_key' ? caller.keyId : caller.sessionId;
    const state = this.counter.take(key, this.clock.now());
    void http.getResponse<FastifyReply>().headers({
      'ratelimit-limit': state.limit,
      'ratelimit-remaining': state.remaining,
      'ratelimit-reset': state.resetSeconds,
    });
    if (state.allowed) return true;
    throw new ProblemError('rate_limited', { headers: { 'retry-after': String(state.resetSeconds) } });
  }
}
