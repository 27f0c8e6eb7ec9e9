import { Inject, Injectable } from '@nestjs/common';
import { type BusRecord, EventBus, type Poison } from '@rapport/event-bus';
import { CLOCK } from '@rapport/http';
import { type Clock, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { AcceptNewEvents } from './accept-new-events.js';
import { FoldProfiles } from './fold-profiles.usecase.js';
import { ReadEvents } from './read-events.js';
import { ResolveInForce } from './resolve-in-force.js';

/**
 * One chunk of one partition, in the transaction that holds the group's offset: de-duplicate, resolve who is concerned, fold,
 * publish. A fixed number of statements, whatever the chunk holds (identity.md 8.2).
 */
@Injectable()
export class ApplyEvents {
  constructor(
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(ReadEvents) private readonly read: ReadEvents,
    @Inject(AcceptNewEvents) private readonly accept: AcceptNewEvents,
    @Inject(ResolveInForce) private readonly identities: ResolveInForce,
    @Inject(FoldProfiles) private readonly profiles: FoldProfiles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns the records to set aside */
  async execute(records: readonly BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const now = toIso(this.clock.now());
    const { events, poison } = await this.read.execute(records);
    const fresh = await this.accept.execute(tx, events, now);
    if (fresh.length === 0) return poison;
    const { resolved, unusable, messages } = await this.identities.execute(tx, fresh);
    if (resolved.length > 0) messages.push(...(await this.profiles.execute(tx, resolved, now)).messages);
    if (messages.length > 0) await this.bus.publish(messages, tx);
    return [...poison, ...unusable.map(({ record }) => ({ record, ...noUsableIdentifier }))];
  }
}

/** Every identifier is a value that identifies nobody: a retry is a duplicate, and there is no effect. */
const noUsableIdentifier = {
  code: 'no_usable_identifier',
  message: 'none of the identifiers of the event identifies anybody',
};
