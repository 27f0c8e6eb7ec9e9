import { Inject, Injectable } from '@nestjs/common';
import { METRICS } from '@rapport/http';
import { Counter, type Registry } from 'prom-client';
import type { EntityManager } from 'typeorm';
import {
  acceptedKey,
  type AcceptedKey,
  AcceptedRepository,
  type Repeat,
} from '../persistence/accepted.repository.js';
import type { ChunkEvent } from './chunk.js';

/** De-duplication, in the transaction of the effect: first copy wins, within a chunk as well as in 30 days. */
@Injectable()
export class AcceptNewEvents {
  private readonly outcomes: Counter<'outcome'>;

  constructor(
    @Inject(AcceptedRepository) private readonly accepted: AcceptedRepository,
    @Inject(METRICS) metrics: Registry,
  ) {
    this.outcomes = new Counter({
      name: 'rapport_profiles_events_total',
      help: 'Events read: new, duplicate, or conflict (another event under a messageId that was used before).',
      labelNames: ['outcome'],
      registers: [metrics],
    });
  }

  /** @param now from whose day on the 30 days count; ISO 8601 */
  async execute(tx: EntityManager, events: readonly ChunkEvent[], now: string): Promise<ChunkEvent[]> {
    if (events.length === 0) return [];
    const first = new Map<string, ChunkEvent>();
    const repeated: ChunkEvent[] = [];
    for (const event of events) {
      const key = acceptedKey(keyOf(event));
      if (first.has(key)) repeated.push(event);
      else first.set(key, event);
    }
    const inserted = await this.accepted.insert(tx, [...first.values()].map(keyOf), now.slice(0, 10));
    const fresh: ChunkEvent[] = [];
    for (const [key, event] of first) {
      if (inserted.has(key)) fresh.push(event);
      else repeated.push(event);
    }
    await this.count(tx, fresh.length, repeated, Date.parse(now));
    return fresh;
  }

  private async count(
    tx: EntityManager,
    fresh: number,
    repeated: readonly ChunkEvent[],
    nowMs: number,
  ): Promise<void> {
    this.outcomes.inc({ outcome: 'new' }, fresh);
    const [one] = repeated;
    if (!one) return;
    const repeats = repeated.map((event) => repeatOf(event, nowMs));
    const conflicts = await this.accepted.countRepeats(tx, repeats, one.record.partition);
    this.outcomes.inc({ outcome: 'conflict' }, conflicts);
    this.outcomes.inc({ outcome: 'duplicate' }, repeated.length - conflicts);
  }
}

function keyOf({ event, acceptedHash, payloadHash }: ChunkEvent): AcceptedKey {
  return { workspaceId: event.workspaceId, acceptedHash, payloadHash };
}

function repeatOf(chunkEvent: ChunkEvent, nowMs: number): Repeat {
  const { sourceId, receivedAt } = chunkEvent.event;
  return { ...keyOf(chunkEvent), sourceId, receivedMs: Math.min(Date.parse(receivedAt), nowMs) };
}
