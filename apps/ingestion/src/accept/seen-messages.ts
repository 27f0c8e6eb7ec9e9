/** Two generations of this size are kept: memory stays bounded, and the newest messages are never the ones forgotten. */
const messagesPerGeneration = 50_000;

export type Familiarity = 'new' | 'duplicate' | 'duplicate_conflict';

/**
 * A courtesy: tells a client that a message was stored before. It forgets, and it lives in one process, so nothing is ever
 * dropped because of it; profiles de-duplicates exactly, in the transaction of the effect (reliability.md 4.2).
 */
export class SeenMessages {
  private young = new Map<string, number>();
  private old = new Map<string, number>();

  constructor(private readonly generation = messagesPerGeneration) {}

  familiarity(sourceId: string, messageId: string, payloadSha: string): Familiarity {
    const key = sourceId + messageId;
    const known = this.young.get(key) ?? this.old.get(key);
    if (known === undefined) return 'new';
    return known === fingerprint(payloadSha) ? 'duplicate' : 'duplicate_conflict';
  }

  /** To be called after the durable write only. The first content of a message stays the one compared with. */
  remember(sourceId: string, messageId: string, payloadSha: string): void {
    const key = sourceId + messageId;
    const first = this.young.get(key) ?? this.old.get(key) ?? fingerprint(payloadSha);
    this.young.set(key, first);
    if (this.young.size < this.generation) return;
    this.old = this.young;
    this.young = new Map();
  }
}

/** 48 bits as a number: a slice of the text would keep all of it alive. */
function fingerprint(payloadSha: string): number {
  return parseInt(payloadSha.slice(0, 12), 16);
}
