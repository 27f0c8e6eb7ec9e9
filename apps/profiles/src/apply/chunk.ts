import type { AcceptedEvent } from '@rapport/contracts';
import type { BusRecord } from '@rapport/event-bus';
import type { Identifier } from '@rapport/kernel';
import type { DeviceOfEvent } from '../devices/domain/device-of-event.js';
import { Evidence, type IdentityEvent } from './domain/absorb.js';
import type { EdgeKind, IdentityNode } from './domain/evidence.js';
import type { IdentityPolicy } from './domain/identity-policy.js';
import { isBefore, type Moment } from './domain/moment.js';
import type { Cluster } from './domain/plan-walks.js';
import { sight, type Sighting, unseen, type Whereabouts } from './domain/sighting.js';
import type { Decision } from './decision.js';

export interface KeyedIdentifier extends Identifier {
  id: string;
}

/** One event on its way through the use case: parsed once, its text kept for the messages that carry it on. */
export interface ChunkEvent {
  record: BusRecord;
  /** JSON text of the event, as it came. */
  text: string;
  event: AcceptedEvent;
  acceptedHash: string;
  payloadHash: string;
  moment: Moment;
  whereabouts: Whereabouts;
  /** Under which what follows was collected. */
  policy: IdentityPolicy;
  /** Types of external ids that the policy does not know. */
  unknownTypes: readonly string[];
  /** Strongest first; empty when nothing of it identifies anybody. */
  identifiers: KeyedIdentifier[];
  aliases: { kind: EdgeKind; identifier: KeyedIdentifier }[];
  /** Of `groupId`, or of `context.groupId`. */
  group: { id: string; value: string } | null;
  /** The push token it came with. */
  device: (DeviceOfEvent & { id: string }) | null;
}

/** What a chunk says about one identifier, before anything is known of it. */
export interface DraftNode extends KeyedIdentifier {
  seen: Moment | null;
  sighting: Sighting;
  /** Some event of the chunk is filed under it, or an alias names it. */
  anchors: boolean;
}

/** The share of one workspace in a chunk. Nothing of one workspace is ever compared with another's. */
export class WorkspaceChunk {
  readonly drafts = new Map<string, DraftNode>();
  readonly clusters = new Map<string, Cluster>();
  /** Ids of loaded nodes that some separation names. */
  readonly separated = new Set<string>();
  readonly evidence: Evidence;

  constructor(
    readonly workspaceId: string,
    readonly policy: IdentityPolicy,
    readonly events: ChunkEvent[],
    /** In place of events. */
    readonly decision: Decision | null = null,
  ) {
    this.evidence = new Evidence(policy);
    for (const event of events) this.draft(event);
  }

  /** A node as it is stored. One that is known already keeps what the chunk made of it. */
  add(node: IdentityNode, isSeparated: boolean): void {
    if (!this.evidence.nodes.has(node.id)) this.evidence.nodes.set(node.id, node);
    if (isSeparated) this.separated.add(node.id);
  }

  /** Concerns an identifier that no event of the chunk carries: its cluster is locked like any other's. */
  concern(identifier: KeyedIdentifier): void {
    this.draftOf(identifier).anchors = true;
  }

  node(id: string): IdentityNode {
    const node = this.evidence.nodes.get(id);
    if (!node) throw new Error('a node of the chunk was not loaded');
    return node;
  }

  identityOf(event: ChunkEvent): IdentityEvent {
    return {
      moment: event.moment,
      nodes: event.identifiers.map(({ id }) => this.node(id)),
      aliases: event.aliases.map(({ kind, identifier }) => ({ kind, node: this.node(identifier.id) })),
    };
  }

  private draft({ identifiers, aliases, moment, whereabouts }: ChunkEvent): void {
    identifiers.forEach((identifier, index) => {
      const draft = this.draftOf(identifier);
      if (!draft.seen || isBefore(moment, draft.seen)) draft.seen = moment;
      draft.anchors ||= index === 0;
      sight(draft.sighting, whereabouts, index === 0);
    });
    for (const { identifier } of aliases) this.draftOf(identifier).anchors = true;
  }

  private draftOf(identifier: KeyedIdentifier): DraftNode {
    let draft = this.drafts.get(identifier.id);
    if (!draft) {
      draft = { ...identifier, seen: null, sighting: unseen(), anchors: false };
      this.drafts.set(identifier.id, draft);
    }
    return draft;
  }
}
