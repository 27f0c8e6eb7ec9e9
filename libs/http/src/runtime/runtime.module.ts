import { type DynamicModule, Global, Inject, Module, type OnModuleInit, type Type } from '@nestjs/common';
import { AccessModule } from '@rapport/access';
import type { Settings } from '@rapport/config';
import { type Database, DATABASE_URL } from '@rapport/database';
import { EventBus } from '@rapport/event-bus';
import type { Clock } from '@rapport/kernel';
import type { Logger } from 'pino';
import { RequestShapeGuard } from '../bodies/request-shape.guard.js';
import { busCheck, consumersCheck } from '../health/bus-readiness.js';
import { HealthChecks } from '../health/health-checks.js';
import { HealthController } from '../health/health.controller.js';
import { createMetrics } from '../health/stage-metrics.js';
import { DatabaseOfController } from '../idempotency/database-of-controller.js';
import { IdempotencyInterceptor } from '../idempotency/idempotency.interceptor.js';
import { PageFallback } from '../problems/page-fallback.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { RouteMethods } from '../problems/route-methods.js';
import { RateLimitGuard } from '../rates/rate-limit.guard.js';
import { EventStreams } from '../streams/event-stream.js';
import { OpenStreams } from '../streams/open-streams.js';
import { CLOCK, LOGGER, METRICS, SETTINGS } from '../tokens.js';

/** What a process hands to all of its doors. */
export interface RuntimeParts {
  settings: Settings;
  clock: Clock;
  logger: Logger;
  databaseUrl: string;
  /** A pool of the owner `access`. */
  accessDatabase: Database;
  eventBus: EventBus;
}

const ACCESS_POOL = Symbol('ACCESS_POOL');

/** The root module: the parts that every door may inject, and what stands between the network and its controllers. */
@Global()
@Module({})
export class RuntimeModule implements OnModuleInit {
  constructor(
    private readonly checks: HealthChecks,
    private readonly bus: EventBus,
    @Inject(ACCESS_POOL) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  static forDoors(parts: RuntimeParts, doors: readonly (Type | DynamicModule)[]): DynamicModule {
    const values = [
      { provide: SETTINGS, useValue: parts.settings },
      { provide: CLOCK, useValue: parts.clock },
      { provide: LOGGER, useValue: parts.logger },
      { provide: DATABASE_URL, useValue: parts.databaseUrl },
      { provide: EventBus, useValue: parts.eventBus },
      { provide: METRICS, useFactory: () => createMetrics(parts.eventBus) },
    ];
    const offered = [HealthChecks, PageFallback, EventStreams];
    return {
      module: RuntimeModule,
      imports: [AccessModule.forRoot(parts.accessDatabase), ...doors],
      controllers: [HealthController],
      providers: [
        ...values,
        ...offered,
        { provide: ACCESS_POOL, useValue: parts.accessDatabase },
        OpenStreams,
        RouteMethods,
        ProblemFilter,
        RateLimitGuard,
        RequestShapeGuard,
        DatabaseOfController,
        IdempotencyInterceptor,
      ],
      exports: [...values.map(({ provide }) => provide), ...offered],
    };
  }

  onModuleInit(): void {
    this.checks.register('database', async () => {
      await this.database.query('SELECT 1');
      return { ok: true, detail: 'answers' };
    });
    // A process that cannot migrate does not start: see `startService`.
    this.checks.register('migrations', () => ({ ok: true, detail: 'up to date' }));
    this.checks.register('bus', async () => busCheck(await this.bus.health()));
    this.checks.register('consumers', async () =>
      consumersCheck((await this.bus.health()).subscriptions, this.clock.now()),
    );
  }
}
