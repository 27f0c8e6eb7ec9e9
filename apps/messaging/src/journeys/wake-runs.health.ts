import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { HealthChecks } from '@rapport/http';
import { CLOCK, type Clock } from '@rapport/kernel';
import { WakeRuns } from './wake-runs.scheduler.js';

/** Many looks: whoever has not managed one of them is stuck. A backlog is not a fault as long as it is worked off. */
const patienceMs = 30_000;

/** Says on `/readyz` whether waiting runs are being woken. */
@Injectable()
export class WakeRunsHealth implements OnModuleInit {
  constructor(
    private readonly checks: HealthChecks,
    private readonly wake: WakeRuns,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.checks.register('journeys.timers', () => {
      const idleMs = this.clock.now() - this.wake.progressAt;
      return { ok: idleMs <= patienceMs, detail: `last look ${Math.round(idleMs / 1000)} s ago` };
    });
  }
}
