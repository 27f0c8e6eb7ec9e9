import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { BusRecord, StoredMessage } from '../event-bus.js';

/** How a segment's payload is stored: 0 plain, 1 raw deflate (RFC 1951). */
export type SegmentCodec = 0 | 1;

export interface EncodedSegment {
  count: number;
  codec: SegmentCodec;
  payload: Buffer;
}

/** Below this a deflated segment saves less than it costs (performance.md 3.4). */
const deflateFromBytes = 4_096;
const absent = 0xffffffff;

/**
 * Lays records end to end: u32 length and key, u32 length and value (`ffffffff` for none), u16 number of headers, then for each
 * u16 length and name, u32 length and value; big-endian, text as UTF-8. So a reader finds a record's bytes without parsing JSON.
 */
export function encodeSegment(messages: readonly StoredMessage[]): EncodedSegment {
  const plain = Buffer.allocUnsafe(messages.reduce((sum, message) => sum + boundOf(message), 0));
  let at = 0;
  for (const { key, value, headers } of messages) {
    at = writeLong(plain, at, key);
    at = value === null ? plain.writeUInt32BE(absent, at) : writeLong(plain, at, value);
    const entries = headers ? Object.entries(headers) : [];
    at = plain.writeUInt16BE(entries.length, at);
    for (const [name, text] of entries) {
      const length = plain.write(name, at + 2);
      plain.writeUInt16BE(length, at);
      at = writeLong(plain, at + 2 + length, text);
    }
  }
  const payload = plain.subarray(0, at);
  if (at < deflateFromBytes) return { count: messages.length, codec: 0, payload };
  return { count: messages.length, codec: 1, payload: deflateRawSync(payload, { level: 1 }) };
}

/** The most bytes a message can take: a UTF-16 unit is at most three bytes of UTF-8. */
function boundOf({ key, value, headers }: StoredMessage): number {
  let characters = key.length + (value?.length ?? 0);
  let bytes = 10;
  for (const name in headers) {
    characters += name.length + (headers[name]?.length ?? 0);
    bytes += 6;
  }
  return bytes + characters * 3;
}

function writeLong(target: Buffer, at: number, content: string | Buffer): number {
  const length = typeof content === 'string' ? target.write(content, at + 4) : content.copy(target, at + 4);
  target.writeUInt32BE(length, at);
  return at + 4 + length;
}

export interface StoredSegment {
  topic: string;
  partition: number;
  firstOffset: bigint;
  codec: number;
  payload: Buffer;
}

/** The records of a segment from offset `from` on. Text is decoded only when it is asked for. */
export function decodeSegment(segment: StoredSegment, from: bigint): BusRecord[] {
  const plain = segment.codec === 1 ? inflateRawSync(segment.payload) : segment.payload;
  const records: BusRecord[] = [];
  let at = 0;
  for (let offset = segment.firstOffset; at < plain.length; offset++) {
    const start = at;
    at += 4 + plain.readUInt32BE(at);
    const valueLength = plain.readUInt32BE(at);
    at += 4 + (valueLength === absent ? 0 : valueLength);
    const headersAt = at;
    at += 2;
    for (let left = plain.readUInt16BE(headersAt); left > 0; left--) {
      at += 2 + plain.readUInt16BE(at);
      at += 4 + plain.readUInt32BE(at);
    }
    if (offset >= from) records.push(new SegmentRecord(segment, offset, plain.subarray(start, at)));
  }
  return records;
}

class SegmentRecord implements BusRecord {
  readonly topic: string;
  readonly partition: number;
  private text: string | null | undefined;
  private parsedHeaders: Record<string, string> | undefined;

  constructor(
    segment: StoredSegment,
    readonly offset: bigint,
    private readonly frame: Buffer,
  ) {
    this.topic = segment.topic;
    this.partition = segment.partition;
  }

  get key(): string {
    return this.frame.toString('utf8', 4, this.valueAt);
  }

  get value(): string | null {
    if (this.text === undefined) {
      this.text = this.frame.readUInt32BE(this.valueAt) === absent ? null : this.bytes().toString('utf8');
    }
    return this.text;
  }

  get headers(): Record<string, string> {
    this.parsedHeaders ??= this.readHeaders();
    return this.parsedHeaders;
  }

  bytes(): Buffer {
    const start = this.valueAt + 4;
    return this.frame.subarray(start, start + this.valueLength);
  }

  private get valueAt(): number {
    return 4 + this.frame.readUInt32BE(0);
  }

  private get valueLength(): number {
    const length = this.frame.readUInt32BE(this.valueAt);
    return length === absent ? 0 : length;
  }

  private readHeaders(): Record<string, string> {
    const headers: [string, string][] = [];
    let at = this.valueAt + 4 + this.valueLength;
    const count = this.frame.readUInt16BE(at);
    at += 2;
    for (let i = 0; i < count; i++) {
      const nameEnd = at + 2 + this.frame.readUInt16BE(at);
      const name = this.frame.toString('utf8', at + 2, nameEnd);
      const valueEnd = nameEnd + 4 + this.frame.readUInt32BE(nameEnd);
      headers.push([name, this.frame.toString('utf8', nameEnd + 4, valueEnd)]);
      at = valueEnd;
    }
    // Not by assignment: a header may be called `__proto__`.
    return Object.fromEntries(headers);
  }
}
