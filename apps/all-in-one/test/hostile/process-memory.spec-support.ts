import { readFileSync, writeFileSync } from 'node:fs';

/** Resident memory of a process and its highest value since the last reset, in bytes (proc(5)). */
export class ProcessMemory {
  constructor(private readonly pid: number) {}

  get now(): number {
    return this.line('VmRSS');
  }

  get peak(): number {
    return this.line('VmHWM');
  }

  /** From here on `peak` counts anew. */
  resetPeak(): void {
    writeFileSync(`/proc/${this.pid}/clear_refs`, '5');
  }

  private line(name: string): number {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(
      readFileSync(`/proc/${this.pid}/status`, 'utf8'),
    );
    if (!found) throw new Error(`no ${name} of process ${this.pid}`);
    return Number(found[1]) * 1024;
  }
}
