import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AccessGuard, MaskingInterceptor } from '@rapport/access';
import { EventBus } from '@rapport/event-bus';
import type { FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import { RequestShapeGuard } from '../bodies/request-shape.guard.js';
import { measureRequests } from '../health/request-metrics.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { RouteMethods } from '../problems/route-methods.js';
import { RateLimitGuard } from '../rates/rate-limit.guard.js';
import { refuseUnguardedRoutes } from '../routing/routes-of.js';
import { addServerHooks } from '../routing/server-hooks.js';
import { serverOptions } from '../routing/server-options.js';
import { OpenStreams } from '../streams/open-streams.js';
import { METRICS } from '../tokens.js';
import { DtoPipe } from '../validation/dto.pipe.js';
import { RuntimeModule, type RuntimeParts } from './runtime.module.js';

/**
 * The application of one process: its doors behind the guards. Initialised, not listening; the bus is not started. Closing
 * it ends open streams, lets requests in hand finish, then drains the bus, then closes the doors' pools.
 */
export async function createApp(
  parts: RuntimeParts,
  doors: readonly (Type | DynamicModule)[],
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ ...serverOptions, skipMiddie: true });
  const app = await NestFactory.create<NestFastifyApplication>(
    RuntimeModule.forDoors(parts, doors),
    adapter,
    {
      logger: false,
      bodyParser: false,
      abortOnError: false,
    },
  );
  const server: FastifyInstance = adapter.getInstance<FastifyInstance>();
  addServerHooks(server, app.get(RouteMethods), parts.settings.publicUrl.startsWith('https:'));
  measureRequests(server, app.get<typeof METRICS, Registry>(METRICS));
  addShutdown(server, app);
  app.useGlobalGuards(app.get(AccessGuard), app.get(RateLimitGuard), app.get(RequestShapeGuard));
  app.useGlobalPipes(new DtoPipe());
  // The outermost last looks at what is answered: a stored answer is masked for who gets it now.
  app.useGlobalInterceptors(app.get(MaskingInterceptor), app.get(IdempotencyInterceptor));
  app.useGlobalFilters(app.get(ProblemFilter));
  try {
    refuseUnguardedRoutes(app);
    await app.init();
    await server.ready();
  } catch (error) {
    // What the doors opened before one of them refused to start would hold the process, or a test, open.
    await app.close().catch(() => undefined);
    throw error;
  }
  return app;
}

function addShutdown(server: FastifyInstance, app: NestFastifyApplication): void {
  const stopping = new AbortController();
  server.decorate('stopping', stopping.signal);
  server.addHook('preClose', (done) => {
    stopping.abort();
    app.get(OpenStreams).closeAll();
    done();
  });
  server.addHook('onClose', () => app.get(EventBus).stop());
}
