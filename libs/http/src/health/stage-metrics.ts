import type { EventBus } from '@rapport/event-bus';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';

const labels = ['group', 'topic'] as const;

/** Metrics of the process, and per consuming stage its rate, lag and oldest record (read from the bus at each scrape). */
export function createMetrics(bus: EventBus): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const lag = new Gauge({
    name: 'rapport_stage_lag_records',
    help: 'Records of the topic that the group has not handled yet.',
    labelNames: labels,
    registers,
  });
  const oldest = new Gauge({
    name: 'rapport_stage_oldest_seconds',
    help: 'Age of the oldest record that the group has not handled yet.',
    labelNames: labels,
    registers,
  });
  const joined = new Gauge({
    name: 'rapport_stage_joined',
    help: '1 when the group is joined and reads.',
    labelNames: labels,
    registers,
  });
  const handled = new Counter({
    name: 'rapport_stage_records_total',
    help: 'Records handled since the start of the process; its rate is the rate of the stage.',
    labelNames: labels,
    registers,
  });
  const deadLettered = new Counter({
    name: 'rapport_stage_dead_letters_total',
    help: 'Records set aside since the start of the process.',
    labelNames: labels,
    registers,
    collect: async () => {
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
    },
  });
  return registry;
}
