import { Inject, Injectable } from '@nestjs/common';
import type { OutgoingMessage } from '@rapport/event-bus';
import { groupBy } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { collectGroups, type GroupWrites } from '../apply/collect-groups.js';
import type { WorkspaceChunk } from '../apply/chunk.js';
import { currentGroups } from './domain/membership.js';
import { keyOf } from './persistence/groups.repository.js';
import { type MembershipRow, MembershipsRepository } from './persistence/memberships.repository.js';
import { SaveGroups } from './save-groups.js';

/** The nodes of a workspace whose profiles the chunk concerns. */
export interface ConcernedNodes {
  chunk: WorkspaceChunk;
  profiles: readonly { nodes: readonly { id: string; fresh: boolean }[] }[];
}

/** What a chunk has to do with groups: read once before the fold, written once after it. */
export interface ChunkGroups {
  writes: GroupWrites;
  /** The customer's ids of the groups of whoever holds these nodes, after the chunk; the current one first. */
  groupsOf(workspaceId: string, nodes: readonly { id: string }[]): string[];
}

/** The share of groups in applying events: two statements when nobody speaks of any, a fixed number otherwise. */
@Injectable()
export class GroupsOfChunk {
  constructor(
    @Inject(MembershipsRepository) private readonly memberships: MembershipsRepository,
    @Inject(SaveGroups) private readonly groups: SaveGroups,
  ) {}

  /** Under the locks of the clusters concerned. Nodes of this very transaction cannot have been in a group. */
  async load(tx: EntityManager, concerned: readonly ConcernedNodes[]): Promise<ChunkGroups> {
    const known = concerned.flatMap(({ chunk: { workspaceId }, profiles }) =>
      profiles.flatMap(({ nodes }) =>
        nodes.filter((node) => !node.fresh).map(({ id }) => ({ workspaceId, id })),
      ),
    );
    const stored = await this.memberships.load(tx, known);
    const writes = collectGroups(concerned.map(({ chunk }) => chunk));
    const added = writes.memberships.map((one) => ({ ...one, removedMoment: null }));
    const byNode = groupBy<string, MembershipRow>([...stored, ...added], ({ workspaceId, nodeId }) =>
      keyOf({ workspaceId, id: nodeId }),
    );
    const groupsOf: ChunkGroups['groupsOf'] = (workspaceId, nodes) => {
      if (byNode.size === 0) return [];
      const own = nodes.flatMap(({ id }) => byNode.get(keyOf({ workspaceId, id })) ?? []);
      return currentGroups(own).map(({ groupKey }) => groupKey);
    };
    return { writes, groupsOf };
  }

  /** Shared rows, after everything that is under the lock of a cluster (identity.md 8.2). */
  async save(tx: EntityManager, { writes }: ChunkGroups, now: string): Promise<OutgoingMessage[]> {
    await this.memberships.add(tx, writes.memberships);
    return this.groups.execute(tx, writes, now);
  }
}
