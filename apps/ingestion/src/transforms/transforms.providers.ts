import type { Provider } from '@nestjs/common';
import { Database } from '@rapport/database';
import { CLOCK, METRICS } from '@rapport/http';
import type { Clock } from '@rapport/kernel';
import type { Registry } from 'prom-client';
import { PipelineChanges } from '../pipeline/pipeline-changes.js';
import { CheckTransform } from './check-transform.js';
import { Breaker } from './domain/breaker.js';
import { SandboxPool } from './sandbox/sandbox-pool.js';
import { TransformDirectory } from './transform-directory.js';
import { TransformKind } from './transform.kind.js';
import { TransformMetrics } from './transform-metrics.js';
import { TransformSources } from './transform-sources.repository.js';
import { TryTransform } from './try-transform.usecase.js';

/** Providers of transforms, for the door; it brings `PipelineChanges` and the life cycle of versioned objects. */
export const transformsProviders: Provider[] = [
  SandboxPool,
  TransformSources,
  CheckTransform,
  TransformKind,
  {
    provide: TryTransform,
    inject: [SandboxPool, CLOCK],
    useFactory: (pool: SandboxPool, clock: Clock) => new TryTransform(pool, clock),
  },
  {
    provide: TransformDirectory,
    inject: [Database, PipelineChanges, SandboxPool, METRICS, CLOCK],
    useFactory: (
      database: Database,
      changes: PipelineChanges,
      pool: SandboxPool,
      registry: Registry,
      clock: Clock,
    ) => {
      const parts = { pool, clock, breaker: new Breaker(), metrics: new TransformMetrics(registry) };
      return new TransformDirectory(database, changes, parts);
    },
  },
];
