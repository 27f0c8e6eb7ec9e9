/** Failures in a row that each cost a thread its full time, after which a version is halted. */
const mostInARow = 20;
const haltedMs = 30_000;

interface State {
  inARow: number;
  haltedUntil: number;
}

/**
 * Spares the threads a function that always fails and is dear when it does (time, memory, a killed thread): after some
 * failures in a row its events are set aside unseen for a while, then one request tries again. A function that merely throws
 * costs next to nothing and runs for every event. In memory, per instance.
 */
export class Breaker {
  private readonly states = new Map<string, State>();

  isHalted(key: string, nowMs: number): boolean {
    return (this.states.get(key)?.haltedUntil ?? 0) > nowMs;
  }

  note(key: string, wasDear: boolean, nowMs: number): void {
    if (!wasDear) {
      this.states.delete(key);
      return;
    }
    const state = this.states.get(key) ?? { inARow: 0, haltedUntil: 0 };
    state.inARow += 1;
    if (state.inARow >= mostInARow) state.haltedUntil = nowMs + haltedMs;
    this.states.set(key, state);
  }
}
