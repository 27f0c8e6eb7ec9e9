import type { Metric } from '../workloads/workload.js';
import { type Spent, totalCpu } from './measure.js';

/** What units of one kind have cost so far, over turns that alternate with those of other kinds. */
export class Tally {
  private units = 0;
  private cpu = 0;
  private statements = 0;
  private walBytes = 0;
  private seconds = 0;
  private otherSeconds = 0;

  add(units: number, spent: Spent): void {
    this.units += units;
    this.cpu += totalCpu(spent);
    this.statements += spent.statements;
    this.walBytes += spent.walBytes;
    this.seconds += spent.seconds;
    this.otherSeconds += spent.otherCores * spent.seconds;
  }

  /** By unit: microseconds of CPU, statements, bytes of WAL. */
  get each(): Record<'CPU µs' | 'statements' | 'WAL bytes', number> {
    return {
      'CPU µs': this.cpu / this.units,
      statements: this.statements / this.units,
      'WAL bytes': this.walBytes / this.units,
    };
  }

  get otherCores(): number {
    return this.otherSeconds / this.seconds;
  }
}

/**
 * Costs by size, and the largest size's against the smallest's: `name · CPU µs ratio`, `name · statements ratio`. Not of WAL,
 * most of which is the first touch of a page after a checkpoint: rarer where few pages hold everybody.
 */
export function metricsBySize(name: string, bySize: ReadonlyMap<number, Tally>): Metric[] {
  const [least, most] = [[...bySize.values()].at(0), [...bySize.values()].at(-1)];
  const measures = ['CPU µs', 'statements', 'WAL bytes'] as const;
  const rows: Metric[] = [...bySize].flatMap(([size, { each }]) =>
    measures.map((of): Metric => ({ name: `${name} · ${size} · ${of}`, value: each[of], better: 'lower' })),
  );
  const ratios = (['CPU µs', 'statements'] as const).map((of): Metric => ({
    name: `${name} · ${of} ratio`,
    value: (most?.each[of] ?? NaN) / (least?.each[of] ?? NaN),
    better: 'lower',
  }));
  return [...rows, ...ratios];
}

export function otherCoresOf(tallies: Iterable<Tally>): number {
  return Math.max(...[...tallies].map(({ otherCores }) => otherCores));
}
