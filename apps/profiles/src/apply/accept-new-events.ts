import { Inject, Injectable } from '@nestjs/common';
import { METRICS } from '@rapport/http';
import { Counter, type Registry } from 'prom-client';
import type { EntityManager } from 'typeorm';
import { acceptedKey, type AcceptedKey, AcceptedRepository } from '../persistence/accepted.repository.js';
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

  /** @param day of acceptance, from which the 30 days count */
  async execute(tx: EntityManager, events: readonly ChunkEvent[], day: string): Promise<ChunkEvent[]> {
    if (events.length === 0) return [];
    const first = new Map<string, ChunkEvent>();
    const repeated: AcceptedKey[] = [];
    for (const event of events) {
      const key = keyOf(event);
      if (first.has(acceptedKey(key))) repeated.push(key);
      else first.set(acceptedKey(key), event);
    }
    const inserted = await this.accepted.insert(tx, [...first.values()].map(keyOf), day);
    const fresh: ChunkEvent[] = [];
    for (const [key, event] of first) {
      if (inserted.has(key)) fresh.push(event);
      else repeated.push(keyOf(event));
    }
    await this.count(tx, fresh.length, repeated);
    return fresh;
  }

  private async count(tx: EntityManager, fresh: number, repeated: readonly AcceptedKey[]): Promise<void> {
    this.outcomes.inc({ outcome: 'new' }, fresh);
    if (repeated.length === 0) return;
    const conflicts = await this.accepted.countConflicts(tx, repeated);
    this.outcomes.inc({ outcome: 'conflict' }, conflicts);
    this.outcomes.inc({ outcome: 'duplicate' }, repeated.length - conflicts);
  }
}

function keyOf({ event, acceptedHash, payloadHash }: ChunkEvent): AcceptedKey {
  return { workspaceId: event.workspaceId, acceptedHash, payloadHash };
}
