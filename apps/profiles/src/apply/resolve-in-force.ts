import { Inject, Injectable } from '@nestjs/common';
import type { OutgoingMessage } from '@rapport/event-bus';
import { groupBy } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { DeclareSeenTypes } from '../policy/declare-seen-types.usecase.js';
import { WalkClusters } from '../policy/walk-clusters.usecase.js';
import { IdentityReader } from '../persistence/identity-reader.repository.js';
import { type ChunkEvent, WorkspaceChunk } from './chunk.js';
import { PolicyChangedError, StaleClustersError } from './outdated.js';
import { ReadEvents } from './read-events.js';
import { type ResolvedChunk, ResolveIdentities } from './resolve-identities.js';

export interface ResolvedInForce {
  resolved: ResolvedChunk[];
  /** Nothing of them identifies anybody. */
  unusable: ChunkEvent[];
  /** Of clusters that had to be walked again first. */
  messages: OutgoingMessage[];
}

/**
 * Who the events of a chunk concern, under the policy in force. Mostly that is `ResolveIdentities` alone. When the policy has
 * changed since the events were read, they are collected again; when it has changed since their clusters were walked, these
 * are walked again first, with the workspace to itself, so that no lock is taken out of order.
 */
@Injectable()
export class ResolveInForce {
  constructor(
    @Inject(ReadEvents) private readonly read: ReadEvents,
    @Inject(DeclareSeenTypes) private readonly declareSeen: DeclareSeenTypes,
    @Inject(ResolveIdentities) private readonly identities: ResolveIdentities,
    @Inject(WalkClusters) private readonly walk: WalkClusters,
    @Inject(IdentityReader) private readonly reader: IdentityReader,
  ) {}

  async execute(tx: EntityManager, fresh: readonly ChunkEvent[]): Promise<ResolvedInForce> {
    const messages: OutgoingMessage[] = [];
    let events = fresh;
    if (await this.declareSeen.execute(tx, events)) events = await this.read.again(tx, events);
    for (;;) {
      const usable = events.filter(({ identifiers }) => identifiers.length > 0);
      const unusable = events.filter(({ identifiers }) => identifiers.length === 0);
      if (usable.length === 0) return { resolved: [], unusable, messages };
      try {
        return { resolved: await this.identities.execute(tx, perWorkspace(usable)), unusable, messages };
      } catch (error) {
        if (error instanceof PolicyChangedError) events = await this.read.again(tx, events);
        else if (error instanceof StaleClustersError)
          messages.push(...(await this.walkAgain(tx, usable, error)));
        else throw error;
      }
    }
  }

  private async walkAgain(
    tx: EntityManager,
    events: readonly ChunkEvent[],
    { clusters }: StaleClustersError,
  ): Promise<OutgoingMessage[]> {
    const workspaceIds = [...new Set(events.map(({ event }) => event.workspaceId))];
    await this.reader.lockWorkspaces(tx, workspaceIds, true);
    const messages: OutgoingMessage[] = [];
    for (const [workspaceId, own] of groupBy(clusters, (cluster) => cluster.workspaceId)) {
      const walked = await this.walk.execute(
        tx,
        workspaceId,
        own.map(({ id }) => id),
      );
      messages.push(...walked.messages);
    }
    return messages;
  }
}

function perWorkspace(events: readonly ChunkEvent[]): WorkspaceChunk[] {
  return [...groupBy(events, ({ event }) => event.workspaceId)]
    .flatMap(([workspaceId, own]) => (own[0] ? [new WorkspaceChunk(workspaceId, own[0].policy, own)] : []))
    .sort((a, b) => (a.workspaceId < b.workspaceId ? -1 : 1));
}
