import { Injectable } from '@nestjs/common';
import { messageOf } from '@rapport/kernel';

export interface CheckResult {
  ok: boolean;
  /** For operators; names no workspace. */
  detail: string;
}
export type Check = () => CheckResult | Promise<CheckResult>;

const patienceMs = 3_000;

/** What must hold for this process to be ready. Every stage registers its own check: progress, not "the process is alive". */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, Check>();
  private running: Promise<({ id: string } & CheckResult)[]> | undefined;

  register(id: string, check: Check): void {
    this.checks.set(id, check);
  }

  /** All checks at once; calls that come meanwhile share the answer. */
  run(): Promise<({ id: string } & CheckResult)[]> {
    this.running ??= Promise.all([...this.checks].map(([id, check]) => this.one(id, check))).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async one(id: string, check: Check): Promise<{ id: string } & CheckResult> {
    let timer: NodeJS.Timeout | undefined;
    const tooSlow = new Promise<CheckResult>((resolve) => {
      timer = setTimeout(
        () => resolve({ ok: false, detail: `no answer within ${patienceMs} ms` }),
        patienceMs,
      );
    });
    try {
      return { id, ...(await Promise.race([check(), tooSlow])) };
    } catch (error) {
      return { id, ok: false, detail: messageOf(error).slice(0, 200) };
    } finally {
      clearTimeout(timer);
    }
  }
}
