import { crc32 } from 'node:zlib';
import type { IHeaders, KafkaMessage } from 'kafkajs';
import type { BusRecord } from '../../event-bus.js';

const nothing = Buffer.alloc(0);

/** A record of a Kafka topic. Text is decoded only when it is asked for. */
export class KafkaRecord implements BusRecord {
  readonly offset: bigint;
  /** When the broker or the producer wrote it; epoch ms. */
  readonly writtenAt: number;
  private text: string | null | undefined;
  private parsedHeaders: Record<string, string> | undefined;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly message: KafkaMessage,
  ) {
    this.offset = BigInt(message.offset);
    this.writtenAt = Number(message.timestamp);
  }

  get key(): string {
    return this.message.key?.toString('utf8') ?? '';
  }

  get value(): string | null {
    if (this.text === undefined) this.text = this.message.value?.toString('utf8') ?? null;
    return this.text;
  }

  get headers(): Record<string, string> {
    this.parsedHeaders ??= textHeaders(this.message.headers ?? {});
    return this.parsedHeaders;
  }

  /** Enough to see that another record stands where this one stood: the topic was deleted and created anew. */
  get mark(): string {
    const sum = crc32(this.bytes(), crc32(this.message.key ?? nothing));
    return `${this.message.offset}:${this.message.timestamp}:${sum.toString(16)}`;
  }

  bytes(): Buffer {
    return this.message.value ?? nothing;
  }
}

/** Of a header that repeats, the last one counts. */
function textHeaders(headers: IHeaders): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => {
    const last = Array.isArray(value) ? value.at(-1) : value;
    return [name, last?.toString() ?? ''] as const;
  });
  return Object.fromEntries(entries);
}
