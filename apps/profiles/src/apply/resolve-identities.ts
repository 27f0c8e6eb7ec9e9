import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DecisionRepository } from '../persistence/decision.repository.js';
import { type EdgeRow, IdentityReader } from '../persistence/identity-reader.repository.js';
import { type ClusterWrites, IdentityWriter } from '../persistence/identity-writer.repository.js';
import type { WorkspaceChunk } from './chunk.js';
import { findLinkChanges } from './domain/absorb.js';
import type { Edge, IdentityNode, Pair } from './domain/evidence.js';
import { planWalks } from './domain/plan-walks.js';
import { type ClusterChanges, resolveIdentity } from './domain/resolve-identity.js';
import { reviewHubs } from './domain/review-hubs.js';
import { joinSightings } from './domain/sighting.js';
import { LockIdentities } from './lock-identities.js';
import { nodeFromRow } from './node-from-row.js';

/** What identity made of one workspace's share. */
export interface ResolvedChunk {
  chunk: WorkspaceChunk;
  /** Some node of it became a hub just now. */
  newHub: boolean;
}

/** Steps 3 to 10 of identity.md 8.2: who is concerned, whom the events link, and what changes by it. */
@Injectable()
export class ResolveIdentities {
  constructor(
    @Inject(LockIdentities) private readonly locks: LockIdentities,
    @Inject(IdentityReader) private readonly reader: IdentityReader,
    @Inject(IdentityWriter) private readonly writer: IdentityWriter,
    @Inject(DecisionRepository) private readonly decisions: DecisionRepository,
  ) {}

  async execute(tx: EntityManager, chunks: readonly WorkspaceChunk[]): Promise<ResolvedChunk[]> {
    await this.locks.execute(tx, chunks);
    this.addEdges(chunks, await this.reader.loadPairs(tx, chunks.flatMap(pairsOf)));
    const planned = chunks.map((chunk) => {
      absorb(chunk);
      const changes = findLinkChanges(chunk.evidence);
      const walkAgain = chunk.decision ? [...chunk.clusters.keys()] : [];
      return { chunk, changes, parts: planWalks(changes, chunk.clusters, chunk.policy, walkAgain) };
    });
    await this.loadWalked(tx, planned);
    for (const chunk of chunks) if (chunk.decision) reviewHubs(chunk.evidence);
    await this.loadSeparations(tx, chunks);
    const resolved = planned.map(({ chunk, changes, parts }) => ({
      chunk,
      newHub: changes.newHubs.length > 0,
      clusters: resolveIdentity(chunk.evidence, changes, parts, chunk.clusters),
    }));
    await this.save(tx, resolved);
    return resolved;
  }

  /** Only what is walked from the start needs all its nodes and edges. */
  private async loadWalked(
    tx: EntityManager,
    planned: readonly { chunk: WorkspaceChunk; parts: ReturnType<typeof planWalks> }[],
  ): Promise<void> {
    const walked = planned.flatMap(({ chunk, parts }) =>
      parts
        .filter((part) => part.again)
        .flatMap((part) => [...part.clusterIds])
        .map((id) => ({ workspaceId: chunk.workspaceId, id })),
    );
    const { nodes, edges } = await this.reader.loadClusters(tx, walked);
    const chunks = planned.map(({ chunk }) => chunk);
    const byWorkspace = byWorkspaceId(chunks);
    for (const row of nodes) {
      byWorkspace.get(row.workspaceId)?.add(nodeFromRow(row, false), row.isSeparated);
    }
    this.addEdges(chunks, edges);
  }

  /** What was decided just now is written first, so that it is read with the rest. */
  private async loadSeparations(tx: EntityManager, chunks: readonly WorkspaceChunk[]): Promise<void> {
    const keys: { workspaceId: string; id: string }[] = [];
    for (const { workspaceId, decision, separated, evidence } of chunks) {
      if (decision) await this.decisions.saveSeparations(tx, workspaceId, decision);
      const ids = decision ? evidence.nodes.keys() : separated;
      for (const id of ids) keys.push({ workspaceId, id });
    }
    const byWorkspace = byWorkspaceId(chunks);
    for (const { workspaceId, id, separationId, part } of await this.decisions.loadSeparated(tx, keys)) {
      byWorkspace.get(workspaceId)?.evidence.separate(id, separationId, part);
    }
  }

  /** An edge that is known already has the chunk's share in it. A far end that nobody loaded is a hub: nothing to walk. */
  private addEdges(chunks: readonly WorkspaceChunk[], rows: readonly EdgeRow[]): void {
    const byWorkspace = byWorkspaceId(chunks);
    for (const { workspaceId, anchorId, nodeId, kind, moment, verdict, active } of rows) {
      const evidence = byWorkspace.get(workspaceId)?.evidence;
      const anchor = evidence?.nodes.get(anchorId);
      const node = evidence?.nodes.get(nodeId);
      if (!evidence || !anchor || !node) continue;
      const { edges } = evidence.pairOf(anchor, node);
      if (!edges.has(kind)) edges.set(kind, { kind, moment, verdict, active });
    }
  }

  private async save(
    tx: EntityManager,
    resolved: readonly { chunk: WorkspaceChunk; clusters: ClusterChanges }[],
  ): Promise<void> {
    const nodes: { workspaceId: string; node: IdentityNode }[] = [];
    const edges: { workspaceId: string; pair: Pair; edge: Edge }[] = [];
    const clusters: ClusterWrites = { saved: [], removed: [], relabelled: [] };
    for (const { chunk, clusters: changed } of resolved) {
      const { workspaceId, evidence } = chunk;
      const targets = new Map(changed.relabelled.map(({ from, to }) => [from, to]));
      for (const node of evidence.nodes.values()) {
        node.clusterId = targets.get(node.clusterId) ?? node.clusterId;
        if (isChanged(node)) nodes.push({ workspaceId, node });
      }
      for (const pair of evidence.pairs.values()) {
        if (pair.dirty) for (const edge of pair.edges.values()) edges.push({ workspaceId, pair, edge });
      }
      clusters.saved.push(...changed.saved.map((one) => ({ ...one, workspaceId })));
      clusters.removed.push(...changed.removed.map((id) => ({ id, workspaceId })));
      clusters.relabelled.push(...changed.relabelled.map((one) => ({ ...one, workspaceId })));
    }
    await this.writer.updateNodes(tx, nodes);
    await this.writer.saveEdges(tx, edges);
    await this.writer.saveClusters(tx, clusters);
    for (const { chunk } of resolved) {
      if (chunk.decision) await this.decisions.saveEdges(tx, chunk.workspaceId, chunk.decision);
    }
  }
}

function absorb(chunk: WorkspaceChunk): void {
  for (const { id, sighting } of chunk.drafts.values()) {
    const node = chunk.node(id);
    if (node.fresh && node.seen) chunk.evidence.seenEarlier.add(node);
    // A hub whose cluster is not locked is somebody else's to write. One that is observed earlier than known is locked.
    if (!node.fresh && chunk.clusters.has(node.clusterId)) joinSightings(node.sighting, sighting);
  }
  for (const event of chunk.events) chunk.evidence.absorb(chunk.identityOf(event));
  for (const { anchorId, nodeId, active } of chunk.decision?.edges ?? []) {
    const moment = chunk.decision?.moment;
    if (moment) chunk.evidence.decide(chunk.node(anchorId), chunk.node(nodeId), moment, active);
  }
}

function pairsOf({ workspaceId, events, decision }: WorkspaceChunk): {
  workspaceId: string;
  anchorId: string;
  nodeId: string;
}[] {
  const pairs = new Map<string, { workspaceId: string; anchorId: string; nodeId: string }>();
  for (const { anchorId, nodeId } of decision?.edges ?? []) {
    pairs.set(`${anchorId} ${nodeId}`, { workspaceId, anchorId, nodeId });
  }
  for (const { identifiers, aliases } of events) {
    const [anchor, ...others] = identifiers;
    if (!anchor) continue;
    for (const { id } of [...others, ...aliases.map((alias) => alias.identifier)]) {
      pairs.set(`${anchor.id} ${id}`, { workspaceId, anchorId: anchor.id, nodeId: id });
    }
  }
  return [...pairs.values()];
}

/** A fresh node was inserted as a profile of its own: only what came after that is written again. */
function isChanged(node: IdentityNode): boolean {
  const { before } = node;
  const profileId = node.fresh && node.seen ? node.nameId : before.profileId;
  return (
    node.sighting.dirty ||
    node.profileId !== profileId ||
    node.clusterId !== before.clusterId ||
    node.seen !== before.seen ||
    node.userCount !== before.userCount ||
    node.isHub !== before.isHub
  );
}

function byWorkspaceId(chunks: readonly WorkspaceChunk[]): Map<string, WorkspaceChunk> {
  return new Map(chunks.map((chunk) => [chunk.workspaceId, chunk]));
}
