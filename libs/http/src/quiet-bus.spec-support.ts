import { type BusHealth, EventBus } from '@rapport/event-bus';

/** A bus without messages, for tests of what stands in front of the doors. */
export class QuietBus extends EventBus {
  stopped = false;
  answer: BusHealth = { reachable: true, detail: 'answers', subscriptions: [] };

  async publish(): Promise<void> {}
  async append(): Promise<void> {}
  subscribe(): void {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {
    this.stopped = true;
  }
  async health(): Promise<BusHealth> {
    return this.answer;
  }
}
