import { Controller, Get, Header, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Public } from '@rapport/access';
import type { FastifyReply } from 'fastify';
import type { Registry } from 'prom-client';
import { METRICS } from '../tokens.js';
import { HealthChecks } from './health-checks.js';

/** For operators and orchestrators, on every service's own port. */
@ApiExcludeController()
@Public()
@Controller()
export class HealthController {
  constructor(
    private readonly checks: HealthChecks,
    @Inject(METRICS) private readonly metrics: Registry,
  ) {}

  /** Answering is the proof: the event loop turns. What the process waits for is `readyz`'s to tell. */
  @Get('healthz')
  @Header('cache-control', 'no-store')
  healthz(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('readyz')
  @Header('cache-control', 'no-store')
  async readyz(@Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const checks = await this.checks.run();
    const ready = checks.every((check) => check.ok);
    void reply.code(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not_ready', checks };
  }

  @Get('metrics')
  async scrape(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    void reply.header('content-type', this.metrics.contentType).header('cache-control', 'no-store');
    return this.metrics.metrics();
  }
}
