import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { IdentityReader, type ClusterRow, type NodeRow } from '../persistence/identity-reader.repository.js';
import { IdentityWriter } from '../persistence/identity-writer.repository.js';
import type { DraftNode, WorkspaceChunk } from './chunk.js';
import { isBefore } from './domain/moment.js';
import { nodeFromRow } from './node-from-row.js';
import { PolicyChangedError, StaleClustersError } from './outdated.js';

/** After so many lost rounds the worker takes its workspaces alone. */
const sharedRounds = 5;

interface Placement {
  clusterId: string;
  isHub: boolean;
  seen: Buffer | null;
}

/**
 * Steps 3 to 7 of identity.md 8.2: inserts the nodes nobody knows, locks the clusters of all others in the order of their ids,
 * and reads again what their former holders committed. A node that has meanwhile moved to a cluster that is not locked means
 * another round, so that locks are always taken in order.
 */
@Injectable()
export class LockIdentities {
  constructor(
    @Inject(IdentityReader) private readonly reader: IdentityReader,
    @Inject(IdentityWriter) private readonly writer: IdentityWriter,
  ) {}

  /**
   * Fills the evidence and the clusters of the chunks.
   * @returns how many rounds it took
   * @throws PolicyChangedError, StaleClustersError with no lock of its own held any more
   */
  async execute(tx: EntityManager, chunks: readonly WorkspaceChunk[]): Promise<number> {
    const workspaceIds = chunks.map((chunk) => chunk.workspaceId);
    const drafts = chunks.flatMap((chunk) =>
      [...chunk.drafts.values()].map((draft) => ({ ...draft, workspaceId: chunk.workspaceId })),
    );
    for (let round = 1; ; round++) {
      await tx.query('SAVEPOINT identities');
      await this.reader.lockWorkspaces(tx, workspaceIds, round > sharedRounds);
      await this.refuseOldPolicies(tx, chunks);
      const placed = byKey(await this.reader.findPlacements(tx, drafts));
      const unknown = drafts.filter((draft) => !placed.has(keyOf(draft)));
      const inserted = unknown.length > 0 ? await this.writer.insertNodes(tx, unknown) : [];
      const clusters = await this.reader.lockClusters(tx, clustersToLock(drafts, placed));
      const rows = await this.reader.loadNodes(tx, drafts);
      if (isLocked(drafts, byKey(rows), byKey(clusters))) {
        await this.refuseStale(tx, chunks, clusters);
        fill(chunks, rows, clusters, new Set(inserted.map(keyOf)));
        return round;
      }
      await tx.query('ROLLBACK TO SAVEPOINT identities');
    }
  }

  /** Whoever changes a policy holds the workspace's lock alone: what is in force now is so until this transaction ends. */
  private async refuseOldPolicies(tx: EntityManager, chunks: readonly WorkspaceChunk[]): Promise<void> {
    const found = await this.reader.policyVersions(
      tx,
      chunks.map((chunk) => chunk.workspaceId),
    );
    const versions = new Map(found.map(({ workspaceId, version }) => [workspaceId, version]));
    if (chunks.every(({ workspaceId, policy }) => policy.version === (versions.get(workspaceId) ?? 1)))
      return;
    await tx.query('ROLLBACK TO SAVEPOINT identities');
    throw new PolicyChangedError();
  }

  /** What a person or a job decided walks all of these clusters again anyway; an event's chunk does so first. */
  private async refuseStale(
    tx: EntityManager,
    chunks: readonly WorkspaceChunk[],
    clusters: readonly ClusterRow[],
  ): Promise<void> {
    const ofEvents = chunks.filter((chunk) => !chunk.decision);
    const current = new Map(ofEvents.map(({ workspaceId, policy }) => [workspaceId, policy.walkVersion]));
    const stale = clusters.filter((one) => one.settingsVersion < (current.get(one.workspaceId) ?? 0));
    if (stale.length === 0) return;
    await tx.query('ROLLBACK TO SAVEPOINT identities');
    throw new StaleClustersError(stale.map(({ workspaceId, id }) => ({ workspaceId, id })));
  }
}

function clustersToLock(
  drafts: readonly (DraftNode & { workspaceId: string })[],
  placed: ReadonlyMap<string, Placement>,
): { workspaceId: string; id: string }[] {
  const keys = new Map<string, { workspaceId: string; id: string }>();
  for (const draft of drafts) {
    const placement = placed.get(keyOf(draft));
    if (placement && !needsLock(draft, placement)) continue;
    const key = { workspaceId: draft.workspaceId, id: placement?.clusterId ?? draft.id };
    keys.set(keyOf(key), key);
  }
  return [...keys.values()];
}

/** Hubs are not locked, or every customer of a call centre would queue; unless something of the hub itself changes. */
function needsLock(draft: DraftNode, { isHub, seen }: Placement): boolean {
  if (!isHub || draft.anchors) return true;
  return draft.seen !== null && (!seen || isBefore(draft.seen, seen));
}

function isLocked(
  drafts: readonly (DraftNode & { workspaceId: string })[],
  nodes: ReadonlyMap<string, NodeRow>,
  clusters: ReadonlyMap<string, ClusterRow>,
): boolean {
  return drafts.every((draft) => {
    const node = nodes.get(keyOf(draft));
    if (!node) return false;
    return (
      !needsLock(draft, node) || clusters.has(keyOf({ workspaceId: draft.workspaceId, id: node.clusterId }))
    );
  });
}

function fill(
  chunks: readonly WorkspaceChunk[],
  rows: readonly NodeRow[],
  clusters: readonly ClusterRow[],
  inserted: ReadonlySet<string>,
): void {
  const byWorkspace = new Map(chunks.map((chunk) => [chunk.workspaceId, chunk]));
  for (const row of rows) {
    const node = nodeFromRow(row, inserted.has(keyOf(row)));
    byWorkspace.get(row.workspaceId)?.add(node, row.isSeparated);
  }
  for (const { workspaceId, id, last, nodeCount } of clusters) {
    byWorkspace.get(workspaceId)?.clusters.set(id, { id, last, nodeCount });
  }
}

function byKey<Row extends { workspaceId: string; id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [keyOf(row), row]));
}

function keyOf({ workspaceId, id }: { workspaceId: string; id: string }): string {
  return `${workspaceId} ${id}`;
}
