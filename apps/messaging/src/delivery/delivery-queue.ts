import { Injectable } from '@nestjs/common';
import type { ClaimedMessage } from './message.js';

/** Beyond this many the ledger keeps them as planned: a lease must not run out in a queue. */
const mostInHand = 2000;

/**
 * What this process has claimed and not yet prepared, and the bell that wakes its delivery. A hint only: what is lost here
 * with the process is claimed again when its lease ends.
 */
@Injectable()
export class DeliveryQueue {
  private inHand: ClaimedMessage[] = [];
  private ring: () => void = () => {};
  private isClosed = false;
  private rung = false;

  hasRoomFor(count: number): boolean {
    return !this.isClosed && this.inHand.length + count <= mostInHand;
  }

  offer(messages: readonly ClaimedMessage[]): void {
    this.inHand.push(...messages);
    this.wake();
  }

  take(count: number): ClaimedMessage[] {
    return this.inHand.splice(0, count);
  }

  wake(): void {
    this.rung = true;
    this.ring();
  }

  /** Resolves when there may be work, at the latest after `ms`. */
  async next(ms: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        this.ring = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
  }

  /** Takes no more; gives back what was claimed and not begun. */
  close(): ClaimedMessage[] {
    this.isClosed = true;
    this.wake();
    return this.inHand.splice(0);
  }
}
