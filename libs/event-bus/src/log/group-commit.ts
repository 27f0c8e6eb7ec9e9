import { BusUnavailableError, type OutgoingMessage } from '../event-bus.js';

const flushRecords = 500;
const flushCharacters = 512 * 1024;
const queueRecords = 10_000;
const queueCharacters = 32 * 1024 * 1024;

/** One caller's messages, or a piece of them. */
interface Part {
  messages: readonly OutgoingMessage[];
  characters: number;
  call: Call;
}

interface Call {
  left: number;
  written: boolean;
  failed: boolean;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Gathers concurrent appends into one write. Adaptive linger (performance.md 5.1): nothing in flight, flush at once; a flush in
 * flight, gather until it returns. Never two flushes at a time, so that calls which follow one another keep their order.
 */
export class GroupCommit {
  private readonly queue: Part[] = [];
  private queuedRecords = 0;
  private queuedCharacters = 0;
  private flushing: Promise<void> | undefined;
  private closed = false;

  constructor(private readonly write: (messages: OutgoingMessage[]) => Promise<void>) {}

  /** @throws BusUnavailableError when the queue is full or closed, else whatever the write throws */
  add(messages: readonly OutgoingMessage[]): Promise<void> {
    const characters = messages.reduce((sum, message) => sum + sizeOf(message), 0);
    if (this.closed) return refuse('the bus is stopping');
    const full = this.queuedRecords + messages.length > queueRecords;
    if (this.queuedRecords > 0 && (full || this.queuedCharacters + characters > queueCharacters)) {
      return refuse('too many messages are waiting to be written');
    }
    if (messages.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const call: Call = { left: 0, written: false, failed: false, resolve, reject };
      for (const part of partsOf(messages, call)) {
        call.left++;
        this.queue.push(part);
        this.queuedRecords += part.messages.length;
        this.queuedCharacters += part.characters;
      }
      this.flushing ??= this.flush();
    });
  }

  /** Writes what is queued, and takes no more. */
  async close(): Promise<void> {
    this.closed = true;
    await this.flushing;
  }

  private async flush(): Promise<void> {
    for (let parts = this.take(); parts.length > 0; parts = this.take()) {
      try {
        await this.write(parts.flatMap(({ messages }) => messages));
        for (const { call } of parts) {
          call.written = true;
          if (--call.left === 0) call.resolve();
        }
      } catch (error) {
        for (const { call } of parts) fail(call, error);
      }
    }
    this.flushing = undefined;
  }

  private take(): Part[] {
    const parts: Part[] = [];
    let records = 0;
    let characters = 0;
    for (let next = this.queue[0]; next; next = this.queue[0]) {
      const fits =
        records + next.messages.length <= flushRecords && characters + next.characters <= flushCharacters;
      if (parts.length > 0 && !fits) break;
      this.queue.shift();
      this.queuedRecords -= next.messages.length;
      this.queuedCharacters -= next.characters;
      // The rest of a call that failed must not be written behind the gap.
      if (next.call.failed) continue;
      parts.push(next);
      records += next.messages.length;
      characters += next.characters;
    }
    return parts;
  }
}

function fail(call: Call, error: unknown): void {
  if (call.failed) return;
  call.failed = true;
  const partly = call.written && error instanceof BusUnavailableError;
  call.reject(partly ? new BusUnavailableError(error.message, 'unknown', { cause: error }) : error);
}

function refuse(reason: string): Promise<never> {
  return Promise.reject(new BusUnavailableError(reason, 'not_written'));
}

function* partsOf(messages: readonly OutgoingMessage[], call: Call): Generator<Part> {
  let start = 0;
  let characters = 0;
  for (let end = 1; end <= messages.length; end++) {
    const message = messages[end - 1];
    if (message) characters += sizeOf(message);
    if (end === messages.length || end - start === flushRecords || characters >= flushCharacters) {
      yield { messages: messages.slice(start, end), characters, call };
      start = end;
      characters = 0;
    }
  }
}

function sizeOf({ key, value }: OutgoingMessage): number {
  return key.length + value.length;
}
