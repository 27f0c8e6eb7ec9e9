import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { ItemOutcome } from './domain/summarise-outcomes.js';

/** What the door counts. Rates and latencies only; no person and no key is a label. */
export class IngestMetrics {
  private readonly events: Counter<'outcome'>;
  private readonly rejected: Counter<'code'>;
  private readonly refused: Counter<'code'>;
  private readonly append: Histogram;
  private readonly failures: Counter;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.events = new Counter({
      name: 'rapport_ingestion_events_total',
      help: 'Events by what became of them: accepted, duplicate, duplicate_conflict, rejected.',
      labelNames: ['outcome'],
      registers,
    });
    this.rejected = new Counter({
      name: 'rapport_ingestion_rejected_events_total',
      help: 'Events set aside, by reason.',
      labelNames: ['code'],
      registers,
    });
    this.refused = new Counter({
      name: 'rapport_ingestion_refused_requests_total',
      help: 'Requests refused as a whole, by reason.',
      labelNames: ['code'],
      registers,
    });
    this.append = new Histogram({
      name: 'rapport_ingestion_append_seconds',
      help: 'Time until the events of a request were durable.',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    });
    this.failures = new Counter({
      name: 'rapport_ingestion_append_failures_total',
      help: 'Writes to the log that failed.',
      registers,
    });
  }

  /** @param held what requests hold at this moment, and how many may be at work */
  watch(held: () => { bytes: number; events: number; requests: number; limit: number }): void {
    const registers = [this.registry];
    new Gauge({
      name: 'rapport_ingestion_held',
      help: 'What requests that are not answered yet hold (bytes, events, requests), and the limit of requests.',
      labelNames: ['what'],
      registers,
      collect() {
        for (const [what, value] of Object.entries(held())) this.set({ what }, value);
      },
    });
  }

  count(outcomes: readonly ItemOutcome[]): void {
    const counts = { accepted: 0, duplicate: 0, duplicate_conflict: 0, rejected: 0 };
    for (const outcome of outcomes) {
      counts[outcome.status]++;
      if (outcome.status === 'rejected') this.rejected.inc({ code: outcome.code });
    }
    for (const [outcome, count] of Object.entries(counts)) {
      if (count > 0) this.events.inc({ outcome }, count);
    }
  }

  requestRefused(code: string): void {
    this.refused.inc({ code });
  }

  appended(seconds: number): void {
    this.append.observe(seconds);
  }

  appendFailed(): void {
    this.failures.inc();
  }
}
