import { Kafka, type LogEntry, logLevel } from 'kafkajs';
import type { BusLog } from '../../bus-log.js';

/** How long kafkajs may take over things. Tests that lose answers on purpose make it less patient. */
export interface KafkaPatience {
  /** Longest wait for one answer of a broker. */
  requestTimeoutMs: number;
  /** A member that is not heard of for so long loses its partitions. */
  sessionTimeoutMs: number;
}

/** A member that died silently holds its group up until its session ends; the fence in PostgreSQL makes an early eviction harmless. */
export const defaultPatience: KafkaPatience = { requestTimeoutMs: 5_000, sessionTimeoutMs: 10_000 };

export function kafkaClient(brokers: readonly string[], log: BusLog, patience: KafkaPatience): Kafka {
  return new Kafka({
    clientId: 'rapport',
    brokers: [...brokers],
    connectionTimeout: 2_000,
    requestTimeout: patience.requestTimeoutMs,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5 },
    logLevel: logLevel.ERROR,
    logCreator: () => (entry) => report(entry, log),
  });
}

/**
 * kafkajs calls ordinary events errors: a rebalance, a coordinator that is loading. What matters reaches us as a rejection or a
 * crash event, so that its own lines are at most warnings. Only names and codes: its entries may hold stacks of our handlers.
 */
function report({ namespace, log: { message, error } }: LogEntry, log: BusLog): void {
  if (/rebalanc|coordinator is loading|not available|re-joining/i.test(`${message} ${String(error)}`)) return;
  log.warn({ namespace, message }, 'bus.kafkajs');
}
