import type { ServerResponse } from 'node:http';
import type { StreamItem } from './stream-item.js';

const mostItemsPerSecond = 100;
/** A client that reads slower than this much behind gets samples too. */
const mostWaitingBytes = 1024 * 1024;

/** Writes one stream. Beyond 100 items in a second, or for a client that does not keep up, it drops and says how many. */
export class StreamWriter {
  private inThisSecond = 0;
  private dropped = 0;
  private readonly second: NodeJS.Timeout;

  constructor(private readonly response: ServerResponse) {
    this.second = setInterval(() => this.nextSecond(), 1000);
  }

  push(item: StreamItem): void {
    if (++this.inThisSecond > mostItemsPerSecond || this.response.writableLength > mostWaitingBytes) {
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
  }

  private nextSecond(): void {
    this.inThisSecond = 0;
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
