import type { AcceptedEvent, JsonObject } from '@rapport/contracts';
import { Evidence, findLinkChanges } from './absorb.js';
import { aliasTargets, collectIdentifiers } from './collect-identifiers.js';
import type { IdentityNode, Pair } from './evidence.js';
import type { IdentityPolicy } from './identity-policy.js';
import { momentOf } from './moment.js';
import type { Outcome } from './naive-identity.spec-support.js';
import { type Cluster, planWalks } from './plan-walks.js';
import { resolveIdentity } from './resolve-identity.js';
import { unseen } from './sighting.js';
import { TraitFold, type Register } from './trait-fold.js';

/** The domain as the use case drives it, with a store in memory. Ids are the identifiers themselves, to be read. */
export class MemoryIdentity {
  readonly issued = new Set<string>();
  private readonly accepted = new Set<string>();
  private nodes = new Map<string, IdentityNode>();
  private pairs = new Map<string, Pair>();
  private readonly clusters = new Map<string, Cluster>();
  private readonly registers: Register[] = [];

  constructor(private readonly policy: IdentityPolicy) {}

  apply(chunk: readonly AcceptedEvent[]): void {
    const evidence = new Evidence(this.policy);
    for (const [key, node] of this.nodes) evidence.nodes.set(key, { ...node, before: { ...node } });
    for (const [key, pair] of this.pairs) evidence.pairs.set(key, this.copyOf(pair, evidence));
    for (const event of chunk) this.absorb(event, evidence);
    const changes = findLinkChanges(evidence);
    const parts = planWalks(changes, this.clusters, this.policy);
    const { relabelled } = resolveIdentity(evidence, changes, parts, this.clusters);
    const target = new Map(relabelled.map(({ from, to }) => [from, to]));
    for (const node of evidence.nodes.values()) {
      node.clusterId = target.get(node.clusterId) ?? node.clusterId;
      if (node.profileId) this.issued.add(node.profileId);
    }
    this.nodes = evidence.nodes;
    this.pairs = evidence.pairs;
  }

  outcome(): Outcome[] {
    const profiles = new Map<string, string[]>();
    for (const { id, profileId, seen } of this.nodes.values()) {
      if (profileId === null || !seen) continue;
      profiles.set(profileId, [...(profiles.get(profileId) ?? []), id]);
    }
    return [...profiles]
      .map(([name, identifiers]) => ({
        name,
        identifiers: identifiers.sort(),
        traits: this.traits(identifiers),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** `id → node → current profile` */
  profileOf(id: string): string | null {
    return this.nodes.get(id)?.profileId ?? null;
  }

  verdicts(): (string | null)[] {
    return [...this.pairs.values()].flatMap((pair) => [...pair.edges.values()].map((edge) => edge.verdict));
  }

  private absorb(event: AcceptedEvent, evidence: Evidence): void {
    const key = `${event.sourceId} ${event.messageId}`;
    if (this.accepted.has(key)) return;
    this.accepted.add(key);
    const identifiers = collectIdentifiers(event, this.policy);
    const [anchor] = identifiers;
    if (!anchor) return;
    const receivedAtMs = Date.parse(event.receivedAt);
    const moment = momentOf({ ...event, timestampMs: Date.parse(event.timestamp), receivedAtMs });
    const aliases = aliasTargets(event, anchor, this.policy).map(({ kind, identifier }) => ({
      kind,
      node: this.nodeOf(evidence, identifier),
    }));
    const nodes = identifiers.map((identifier) => this.nodeOf(evidence, identifier));
    evidence.absorb({ moment, nodes, aliases });
    if (event.type !== 'identify') return;
    const nodeId = `${anchor.type}:${anchor.value}`;
    const fold = new TraitFold(this.registers);
    for (const [trait, value] of Object.entries(event.traits ?? {})) {
      const changed = fold.set(nodeId, trait, value, moment);
      if (changed && !this.registers.includes(changed)) this.registers.push(changed);
    }
  }

  private nodeOf(evidence: Evidence, { type, value }: { type: string; value: string }): IdentityNode {
    const id = `${type}:${value}`;
    let node = evidence.nodes.get(id);
    if (!node) {
      const start = { seen: null, clusterId: id, profileId: null, userCount: 0, isHub: false };
      node = { type, value, id, nameId: id, ...start, before: start, sighting: unseen(), fresh: false };
      evidence.nodes.set(id, node);
      this.clusters.set(id, { id, last: null, nodeCount: 1 });
    }
    return node;
  }

  private copyOf(pair: Pair, evidence: Evidence): Pair {
    return {
      ...pair,
      anchor: evidence.nodes.get(pair.anchor.id)!,
      node: evidence.nodes.get(pair.node.id)!,
      edges: new Map([...pair.edges].map(([kind, edge]) => [kind, { ...edge }])),
      before: null,
      dirty: false,
    };
  }

  private traits(identifiers: string[]): JsonObject {
    const fold = new TraitFold(this.registers.filter((register) => identifiers.includes(register.nodeId)));
    return Object.fromEntries([...fold.visible().values].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
