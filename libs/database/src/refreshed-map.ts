/**
 * A table kept whole in memory. Reads never wait; `refresh` calls that come while one runs share the one that follows it, so
 * that the answer to a caller is never older than its call.
 */
export class RefreshedMap<Value> {
  private values: ReadonlyMap<string, Value> = new Map();
  private running: Promise<void> | undefined;
  private following: Promise<void> | undefined;

  constructor(private readonly load: () => Promise<ReadonlyMap<string, Value>>) {}

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  refresh(): Promise<void> {
    if (!this.running) {
      this.running = this.run();
      return this.running;
    }
    this.following ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.following = undefined;
        this.running = this.run();
        return this.running;
      });
    return this.following;
  }

  private async run(): Promise<void> {
    try {
      this.values = await this.load();
    } finally {
      this.running = undefined;
    }
  }
}
