import type { ServerResponse } from 'node:http';
import type { StreamItem } from './stream-item.js';

const mostItemsPerSecond = 100;
/** A client that reads slower than this much behind gets samples too. */
const mostWaitingBytes = 1024 * 1024;

/** Writes one stream. Beyond 100 items in a second, or for a client that does not keep up, it drops and says how many. */
export class StreamWriter {
  private inThisSecond = 0;
  private dropped = 0;
  private waiting: (() => void)[] = [];
  private readonly second: NodeJS.Timeout;

  constructor(private readonly response: ServerResponse) {
    this.second = setInterval(() => this.nextSecond(), 1000);
  }

  /** Resolves when an item would not be dropped: for whoever has time, as one that catches up. */
  async room(): Promise<void> {
    while (!this.response.writableEnded && !this.hasRoom()) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  push(item: StreamItem): void {
    const fits = this.hasRoom();
    this.inThisSecond++;
    if (!fits) {
      this.dropped++;
      return;
    }
    this.write(item.event, item.data, item.id);
  }

  gap(from: string, reason: string): void {
    this.write('gap', { from, reason });
  }

  comment(text: string): void {
    if (!this.response.writableEnded) this.response.write(`: ${text}\n\n`);
  }

  end(): void {
    clearInterval(this.second);
    if (!this.response.writableEnded) this.response.end();
    this.wakeWaiting();
  }

  private hasRoom(): boolean {
    return this.inThisSecond < mostItemsPerSecond && this.response.writableLength <= mostWaitingBytes;
  }

  private wakeWaiting(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  private nextSecond(): void {
    this.inThisSecond = 0;
    this.wakeWaiting();
    if (this.dropped === 0 || this.response.writableLength > mostWaitingBytes) return;
    this.write('sampled', { dropped: this.dropped });
    this.dropped = 0;
  }

  private write(event: string, data: unknown, id?: string): void {
    if (this.response.writableEnded) return;
    const first = id === undefined ? '' : `id: ${id}\n`;
    this.response.write(`${first}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
