import type { AcceptedEvent, JsonObject } from '@rapport/contracts';
import { Evidence, findLinkChanges } from './absorb.js';
import { aliasTargets, collectIdentifiers } from './collect-identifiers.js';
import { type Decided, identifierNamed } from './decisions.spec-support.js';
import type { IdentityNode, Pair } from './evidence.js';
import type { IdentityPolicy } from './identity-policy.js';
import { momentOf } from './moment.js';
import type { ModelProfile, Outcome } from './model.spec-support.js';
import { type Cluster, planWalks } from './plan-walks.js';
import { resolveIdentity } from './resolve-identity.js';
import { unseen } from './sighting.js';
import { TraitFold, type Register } from './trait-fold.js';

export type MemoryOutcome = Pick<Outcome, 'verdicts'> & { profiles: Omit<ModelProfile, 'groups'>[] };

/** The domain as the use case drives it, with a store in memory. Ids are the identifiers themselves, to be read. */
export class MemoryIdentity {
  readonly issued = new Set<string>();
  private readonly accepted = new Set<string>();
  private nodes = new Map<string, IdentityNode>();
  private pairs = new Map<string, Pair>();
  private readonly clusters = new Map<string, Cluster>();
  private readonly registers: Register[] = [];
  private readonly separations = new Map<number, string[][]>();
  /** `source message` of every event, and the identifier it is filed under. */
  private readonly filed: { event: string; anchor: string }[] = [];

  constructor(private readonly policy: IdentityPolicy) {}

  apply(chunk: readonly AcceptedEvent[]): void {
    const evidence = this.evidenceNow();
    for (const event of chunk) this.absorb(event, evidence);
    this.resolve(evidence, []);
  }

  /** Somebody decides in place of an event: the clusters concerned are walked again, as one. */
  decide(decided: Decided): void {
    if ('separation' in decided && !decided.lifted) this.separations.set(decided.separation, decided.parts);
    if ('separation' in decided && decided.lifted) this.separations.delete(decided.separation);
    const evidence = this.evidenceNow();
    const named = 'edge' in decided ? [decided.edge.anchor, decided.edge.node] : decided.parts.flat();
    const nodes = named.map((name) => this.nodeOf(evidence, identifierNamed(name)));
    const [anchor, node] = nodes;
    if ('edge' in decided && anchor && node) {
      const [timestampMs = 0, , , sourceId, messageId] = decided.edge.moment;
      const at = { timestampMs: Number(timestampMs), receivedAtMs: Number(timestampMs), index: 0 };
      const moment = momentOf({ ...at, sourceId: String(sourceId), messageId: String(messageId) });
      evidence.decide(anchor, node, moment, decided.active);
    }
    this.resolve(evidence, [...new Set(nodes.map(({ clusterId }) => clusterId))]);
  }

  /** Without groups, which are no business of the domain's. */
  outcome(): MemoryOutcome {
    const profiles = new Map<string, string[]>();
    for (const { id, profileId, seen } of this.nodes.values()) {
      if (profileId === null || !seen) continue;
      profiles.set(profileId, [...(profiles.get(profileId) ?? []), id]);
    }
    return {
      profiles: [...profiles]
        .map(([name, identifiers]) => ({
          name,
          identifiers: identifiers.sort(bytewise),
          traits: this.traits(identifiers),
          events: this.filed
            .filter(({ anchor }) => identifiers.includes(anchor))
            .map(({ event }) => event)
            .sort(),
        }))
        .sort((a, b) => bytewise(a.name, b.name)),
      verdicts: this.verdicts(),
    };
  }

  /** `id → node → current profile` */
  profileOf(id: string): string | null {
    return this.nodes.get(id)?.profileId ?? null;
  }

  /** Evidence alone: what merges by minimum and maximum, before anybody walks. */
  evidence(): Record<string, string> {
    const hex = (moment: Buffer): string => moment.toString('hex');
    const edges = [...this.pairs.values()].flatMap(({ anchor, node, edges }) =>
      [...edges.values()].map((edge) => [`${edge.kind} ${anchor.id}>${node.id}`, hex(edge.moment)]),
    );
    const seen = [...this.nodes.values()].flatMap(({ id, seen }) =>
      seen ? [[`seen ${id}`, hex(seen)]] : [],
    );
    const registers = this.registers.map(({ nodeId, key, moment, text }) => [
      `trait ${nodeId} ${key}`,
      `${hex(moment)} ${text}`,
    ]);
    return Object.fromEntries([...edges, ...seen, ...registers]);
  }

  private evidenceNow(): Evidence {
    const evidence = new Evidence(this.policy);
    for (const [key, node] of this.nodes) evidence.nodes.set(key, { ...node, before: { ...node } });
    for (const [key, pair] of this.pairs) evidence.pairs.set(key, this.copyOf(pair, evidence));
    for (const [separation, parts] of this.separations)
      parts.forEach((part, n) => part.forEach((id) => evidence.separate(id, String(separation), n)));
    return evidence;
  }

  private resolve(evidence: Evidence, walkAgain: readonly string[]): void {
    const changes = findLinkChanges(evidence);
    const parts = planWalks(changes, this.clusters, this.policy, walkAgain);
    const { relabelled } = resolveIdentity(evidence, changes, parts, this.clusters);
    const target = new Map(relabelled.map(({ from, to }) => [from, to]));
    for (const node of evidence.nodes.values()) {
      node.clusterId = target.get(node.clusterId) ?? node.clusterId;
      if (node.profileId) this.issued.add(node.profileId);
    }
    this.nodes = evidence.nodes;
    this.pairs = evidence.pairs;
  }

  private verdicts(): Record<string, string> {
    const edges = [...this.pairs.values()].flatMap(({ anchor, node, edges }) =>
      [...edges.values()].map(
        ({ kind, verdict, active }) => [`${kind} ${anchor.id}>${node.id}`, active ? verdict : null] as const,
      ),
    );
    return Object.fromEntries(
      edges.flatMap(([edge, verdict]) => (verdict === null ? [] : [[edge, verdict]])),
    );
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
    this.filed.push({ event: key, anchor: nodes[0]?.id ?? '' });
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
    return Object.fromEntries(fold.visible().values);
  }
}

function bytewise(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
