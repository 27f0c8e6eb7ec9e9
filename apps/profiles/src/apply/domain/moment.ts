import { uuidOfBytes } from '@rapport/kernel';

/**
 * When something was said: `(min(timestamp, receivedAt), receivedAt, batch index, sourceId, messageId)` as bytes that sort
 * like the tuple (identity.md 3.4, 8.1). Total among accepted events, because a messageId is unique within its source.
 */
export type Moment = Buffer;

export interface MomentParts {
  timestampMs: number;
  receivedAtMs: number;
  index: number;
  /** uuid: its 16 bytes order like its text. */
  sourceId: string;
  messageId: string;
}

const headBytes = 36;
const twoTo32 = 2 ** 32;

export function momentOf(parts: MomentParts): Moment {
  const bytes = Buffer.alloc(headBytes + Buffer.byteLength(parts.messageId));
  writeMs(bytes, Math.min(parts.timestampMs, parts.receivedAtMs), 0);
  writeMs(bytes, parts.receivedAtMs, 8);
  bytes.writeUInt32BE(parts.index, 16);
  bytes.write(parts.sourceId.replaceAll('-', ''), 20, 'hex');
  bytes.write(parts.messageId, headBytes, 'utf8');
  return bytes;
}

/** What `momentOf` wrote; `timestampMs` is the effective one. */
export function partsOfMoment(moment: Moment): MomentParts {
  return {
    timestampMs: effectiveMsOf(moment),
    receivedAtMs: moment.readUInt32BE(8) * twoTo32 + moment.readUInt32BE(12),
    index: moment.readUInt32BE(16),
    sourceId: uuidOfBytes(sourceOf(moment)),
    messageId: moment.toString('utf8', headBytes),
  };
}

/** Before every moment of that time, and after every earlier one. */
export function startOf(ms: number): Moment {
  const bytes = Buffer.alloc(8);
  writeMs(bytes, ms, 0);
  return bytes;
}

/** When it happened, as far as order is concerned; epoch ms. A timestamp in the future counts as receivedAt. */
export function effectiveMsOf(moment: Moment): number {
  return moment.readUInt32BE(0) * twoTo32 + moment.readUInt32BE(4);
}

/** The 16 bytes of the source that said so. */
export function sourceOf(moment: Moment): Uint8Array {
  return moment.subarray(20, headBytes);
}

export function isBefore(a: Moment, b: Moment): boolean {
  return Buffer.compare(a, b) < 0;
}

function writeMs(bytes: Buffer, ms: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(ms / twoTo32), at);
  bytes.writeUInt32BE(ms % twoTo32, at + 4);
}
