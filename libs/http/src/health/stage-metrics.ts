import type { EventBus } from '@rapport/event-bus';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

const labels = ['group', 'topic'] as const;

/** Metrics of the process, and per consuming stage its rate, lag and oldest record (read from the bus at each scrape). */
export function createMetrics(bus: EventBus): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const read = async (): Promise<void> => {
    const { subscriptions } = await bus.health();
    handled.reset();
    deadLettered.reset();
    for (const one of subscriptions) {
      const { group, topic } = one;
      lag.set({ group, topic }, one.lag);
      oldest.set({ group, topic }, one.oldestMs / 1000);
      joined.set({ group, topic }, one.joined ? 1 : 0);
      handled.inc({ group, topic }, one.handled);
      deadLettered.inc({ group, topic }, one.deadLettered);
    }
  };
  // A scrape collects all metrics at once; each waits for the one look at the bus.
  let reading: Promise<void> | undefined;
  const collect = (): Promise<void> => {
    reading ??= read().finally(() => (reading = undefined));
    return reading;
  };
  const lag = new Gauge({
    name: 'rapport_stage_lag_records',
    help: 'Records of the topic that the group has not handled yet.',
    labelNames: labels,
    registers,
    collect,
  });
  const oldest = new Gauge({
    name: 'rapport_stage_oldest_seconds',
    help: 'Age of the oldest record that the group has not handled yet.',
    labelNames: labels,
    registers,
    collect,
  });
  const joined = new Gauge({
    name: 'rapport_stage_joined',
    help: '1 when the group is joined and reads.',
    labelNames: labels,
    registers,
    collect,
  });
  const handled = new Counter({
    name: 'rapport_stage_records_total',
    help: 'Records handled since the start of the process; its rate is the rate of the stage.',
    labelNames: labels,
    registers,
    collect,
  });
  const deadLettered = new Counter({
    name: 'rapport_stage_dead_letters_total',
    help: 'Records set aside since the start of the process.',
    labelNames: labels,
    registers,
    collect,
  });
  return registry;
}
