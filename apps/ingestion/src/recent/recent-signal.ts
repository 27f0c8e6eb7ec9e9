/** Tells the streams of this process that rows were added. Only a hint: streams also look by themselves. */
export class RecentSignal {
  private readonly sleepers = new Set<() => void>();

  wake(): void {
    for (const sleeper of [...this.sleepers]) sleeper();
  }

  /** Resolves at the next wake-up, after `ms`, or when `abort` fires. */
  wait(ms: number, abort: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.sleepers.delete(done);
        abort.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.sleepers.add(done);
      abort.addEventListener('abort', done, { once: true });
      if (abort.aborted) done();
    });
  }
}
