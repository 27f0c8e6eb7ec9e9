import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import { type BusRecord, EventBus, type Poison } from '@rapport/event-bus';
import { CLOCK } from '@rapport/http';
import { type Clock, groupBy, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { AcceptNewEvents } from './accept-new-events.js';
import { type ChunkEvent, WorkspaceChunk } from './chunk.js';
import { defaultIdentityPolicy } from './domain/identity-policy.js';
import { FoldProfiles } from './fold-profiles.usecase.js';
import { readChunk } from './read-chunk.js';
import { ResolveIdentities } from './resolve-identities.js';

/**
 * One chunk of one partition, in the transaction that holds the group's offset: de-duplicate, resolve who is concerned, fold,
 * publish. A fixed number of statements, whatever the chunk holds (identity.md 8.2).
 */
@Injectable()
export class ApplyEvents {
  constructor(
    @Inject(EventBus) private readonly bus: EventBus,
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(AcceptNewEvents) private readonly accept: AcceptNewEvents,
    @Inject(ResolveIdentities) private readonly identities: ResolveIdentities,
    @Inject(FoldProfiles) private readonly profiles: FoldProfiles,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @returns the records to set aside */
  async execute(records: readonly BusRecord[], tx: EntityManager): Promise<Poison[]> {
    const now = toIso(this.clock.now());
    const { events, poison } = await readChunk(records, this.workspaces, defaultIdentityPolicy);
    const fresh = await this.accept.execute(tx, events, now.slice(0, 10));
    const [usable, unusable] = partition(fresh, (event) => event.identifiers.length > 0);
    if (usable.length > 0) {
      const resolved = await this.identities.execute(tx, perWorkspace(usable));
      await this.bus.publish(await this.profiles.execute(tx, resolved, now), tx);
    }
    return [...poison, ...unusable.map(({ record }) => ({ record, ...noUsableIdentifier }))];
  }
}

/** Every identifier is a value that identifies nobody: a retry is a duplicate, and there is no effect. */
const noUsableIdentifier = {
  code: 'no_usable_identifier',
  message: 'none of the identifiers of the event identifies anybody',
};

function perWorkspace(events: readonly ChunkEvent[]): WorkspaceChunk[] {
  return [...groupBy(events, ({ event }) => event.workspaceId)]
    .map(([workspaceId, own]) => new WorkspaceChunk(workspaceId, defaultIdentityPolicy, own))
    .sort((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1));
}

function partition<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter(holds), all.filter((one) => !holds(one))];
}
