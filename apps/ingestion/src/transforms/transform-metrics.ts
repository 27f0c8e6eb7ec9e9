import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { SandboxResult } from './sandbox/sandbox-protocol.js';

/** What transforms did. No workspace, no transform and no person is a label. */
export class TransformMetrics {
  private readonly runs: Counter<'outcome'>;
  private readonly failures: Counter<'kind'>;
  private readonly seconds: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.runs = new Counter({
      name: 'rapport_ingestion_transform_runs_total',
      help: 'Events that went through transforms, by what became of them: same, changed, split, dropped, failed, halted.',
      labelNames: ['outcome'],
      registers,
    });
    this.failures = new Counter({
      name: 'rapport_ingestion_transform_failures_total',
      help: 'Events set aside by a failed transform: threw, returned (no event), invalid, time, memory, killed.',
      labelNames: ['kind'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'rapport_ingestion_transform_seconds',
      help: 'Time that the events of a request spent with their transforms, waiting included.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
  }

  ran(result: SandboxResult): void {
    const { kind } = result;
    const changed = kind === 'events' && result.texts.length > 1 ? 'split' : 'changed';
    this.runs.inc({ outcome: kind === 'events' ? changed : kind });
    if (kind === 'failed') this.failures.inc({ kind: result.failure.kind });
  }

  /** What came out broke a rule of the door. */
  invalid(): void {
    this.failures.inc({ kind: 'invalid' });
  }

  halted(events: number): void {
    this.runs.inc({ outcome: 'halted' }, events);
  }

  took(seconds: number): void {
    this.seconds.observe(seconds);
  }
}
