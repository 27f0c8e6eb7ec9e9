import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { OnApplicationShutdown, OnModuleInit } from '@nestjs/common';
import type { Admission } from './admission.js';
import type { IngestMetrics } from './ingest-metrics.js';

const everyMs = 250;
const resolutionMs = 20;

/** Looks regularly how late the event loop is, and lets admission draw its conclusions. */
export class OverloadWatch implements OnModuleInit, OnApplicationShutdown {
  private readonly delay = monitorEventLoopDelay({ resolution: resolutionMs });
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly admission: Admission,
    private readonly metrics: IngestMetrics,
  ) {}

  onModuleInit(): void {
    this.metrics.watch(() => this.admission.held);
    this.delay.enable();
    this.timer = setInterval(() => this.look(), everyMs).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.delay.disable();
  }

  /** What is measured contains the pause between two measurements. */
  private look(): void {
    const lateMs = this.delay.percentile(99) / 1e6 - resolutionMs;
    this.delay.reset();
    this.admission.adapt(Math.max(0, lateMs));
  }
}
