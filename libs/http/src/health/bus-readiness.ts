import type { BusHealth, SubscriptionHealth } from '@rapport/event-bus';
import type { CheckResult } from './health-checks.js';

/** A consumer with work that has committed nothing for so long is stuck. */
const stuckMs = 60_000;

export function busCheck(health: BusHealth): CheckResult {
  return { ok: health.reachable, detail: health.detail };
}

/** Not halted, joined, and either without lag or getting somewhere. */
export function consumersCheck(subscriptions: readonly SubscriptionHealth[], now: number): CheckResult {
  const halted = subscriptions.filter((one) => one.halted !== null);
  const waiting = subscriptions.filter((one) => one.halted === null && !one.joined);
  const stuck = subscriptions.filter(
    (one) => one.halted === null && one.joined && one.lag > 0 && now - one.progressAt > stuckMs,
  );
  if (halted.length + waiting.length + stuck.length === 0) {
    return { ok: true, detail: `${subscriptions.length} consumers joined and progressing` };
  }
  const faults = [
    ...halted.map((one) => `${one.group} has halted; the log says why`),
    ...waiting.map((one) => `${one.group} has not joined`),
    ...stuck.map((one) => `${one.group} has ${one.lag} records waiting and makes no progress`),
  ];
  return { ok: false, detail: faults.join('; ') };
}
