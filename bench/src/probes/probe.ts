/**
 * A limit probe does a part of the work with nothing around it; workloads are judged against the sum of their parts
 * (performance.md 8.2).
 */
export interface Probe {
  name: string;
  does: string;
  /** @returns microseconds of CPU per event, every process counted but the generator */
  run(context: ProbeContext): Promise<number>;
}

export interface ProbeContext {
  /** A PostgreSQL of the same kind and settings, to itself. */
  databaseUrl: string;
  postgresPid: number;
  /** Events as the workload sends them. */
  events: readonly unknown[];
  /** Only in Kafka mode. */
  kafka?: { address: string; pid: number };
}
