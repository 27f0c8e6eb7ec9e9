import { Inject, Injectable } from '@nestjs/common';
import { WorkspaceDirectory } from '@rapport/access';
import type { AcceptedEvent, EventFlag } from '@rapport/contracts';
import { headerNames } from '@rapport/contracts';
import type { BusRecord, Poison } from '@rapport/event-bus';
import { type Identifier, normaliseIdentifier } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { IdentityPolicies } from '../policy/identity-policies.js';
import { deviceOfEvent } from '../devices/domain/device-of-event.js';
import type { ChunkEvent, KeyedIdentifier } from './chunk.js';
import { acceptedHashOf, deviceIdOf, groupIdOf, nodeIdOf, payloadHashOf } from './derive-ids.js';
import { aliasTargets, collect, type Collected } from './domain/collect-identifiers.js';
import { faultOfEvent } from './domain/fault-of-event.js';
import type { IdentityPolicy } from './domain/identity-policy.js';
import { momentOf } from './domain/moment.js';
import { whereaboutsOf } from './domain/sighting.js';

export interface ReadChunk {
  events: ChunkEvent[];
  poison: Poison[];
}

interface ParsedEvent {
  text: string;
  event: AcceptedEvent;
}

/** From records to events with their identifiers, collected under the policy of their workspace. */
@Injectable()
export class ReadEvents {
  constructor(
    @Inject(WorkspaceDirectory) private readonly workspaces: WorkspaceDirectory,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
  ) {}

  /** Parses each record once. What cannot be an accepted event of a workspace we know is set aside, with the reason. */
  async execute(records: readonly BusRecord[]): Promise<ReadChunk> {
    const known = new Map<string, IdentityPolicy>();
    return this.read(records, (workspaceId) => {
      const policy = known.get(workspaceId) ?? this.policies.find(workspaceId);
      known.set(workspaceId, policy);
      return policy;
    });
  }

  /** The same events under the policies that are in force in `tx`: the copies in memory were older. */
  async again(tx: EntityManager, events: readonly ChunkEvent[]): Promise<ChunkEvent[]> {
    const inForce = new Map<string, IdentityPolicy>();
    for (const workspaceId of new Set(events.map(({ event }) => event.workspaceId))) {
      inForce.set(workspaceId, await this.policies.inForce(tx, workspaceId));
    }
    const records = events.map(({ record }) => record);
    const chunk = await this.read(records, (id) => inForce.get(id) ?? this.policies.find(id));
    return chunk.events;
  }

  private async read(
    records: readonly BusRecord[],
    policyOf: (workspaceId: string) => IdentityPolicy,
  ): Promise<ReadChunk> {
    const chunk: ReadChunk = { events: [], poison: [] };
    for (const record of records) {
      const setAside = (code: string, message: string): void => {
        chunk.poison.push({ record, code, message });
      };
      const parsed = parse(record.value);
      if (!parsed) {
        setAside('invalid_json', 'the record is not a JSON object');
        continue;
      }
      const fault = faultOfEvent(parsed.event);
      const workspaceId = record.headers[headerNames.workspace];
      if (fault) setAside('invalid_event', fault);
      else if (workspaceId !== undefined && workspaceId !== parsed.event.workspaceId) {
        setAside('invalid_event', 'the workspace of the header is not that of the event');
      } else {
        const workspace = await this.workspaces.get(parsed.event.workspaceId);
        if (workspace)
          chunk.events.push(chunkEvent(record, parsed, workspace.identityKey, policyOf(workspace.id)));
        else setAside('unknown_workspace', 'there is no such workspace');
      }
    }
    return chunk;
  }
}

function parse(text: string | null): ParsedEvent | undefined {
  if (text === null) return undefined;
  try {
    const event = JSON.parse(text) as AcceptedEvent | null;
    if (typeof event !== 'object' || event === null) return undefined;
    return event.plan === undefined ? { text, event } : withoutPlan(event);
  } catch {
    return undefined;
  }
}

/** What a tracking plan took out of an event goes no further than the event's record: nobody downstream shall act on it. */
function withoutPlan({ plan: _plan, ...event }: AcceptedEvent): ParsedEvent {
  return { text: JSON.stringify(event), event };
}

function chunkEvent(
  record: BusRecord,
  parsed: ParsedEvent,
  identityKey: Buffer,
  policy: IdentityPolicy,
): ChunkEvent {
  const keyed = (identifier: Identifier): KeyedIdentifier => ({
    ...identifier,
    id: nodeIdOf(identityKey, identifier),
  });
  const collected = collect(parsed.event, policy);
  const { text, event } = flagged(parsed, collected);
  const { identifiers, unknownTypes } = collected;
  const timestampMs = Date.parse(event.timestamp);
  const receivedAtMs = Date.parse(event.receivedAt);
  const aliases = identifiers[0] ? aliasTargets(event, identifiers[0], policy) : [];
  return {
    record,
    text,
    event,
    acceptedHash: acceptedHashOf(event.sourceId, event.messageId),
    payloadHash: payloadHashOf(event.payloadSha),
    moment: momentOf({ ...event, timestampMs, receivedAtMs }),
    whereabouts: whereaboutsOf(event, Math.min(timestampMs, receivedAtMs), receivedAtMs),
    policy,
    unknownTypes,
    identifiers: identifiers.map(keyed),
    aliases: aliases.map(({ kind, identifier }) => ({ kind, identifier: keyed(identifier) })),
    group: groupOf(event, identityKey),
    device: deviceOf(event, identityKey),
  };
}

/** The door does not know the workspace's policy: what only the policy shows is said here, and carried on with the event. */
function flagged({ text, event }: ParsedEvent, { unknownTypes, blocked }: Collected): ParsedEvent {
  const found: EventFlag[] = [];
  if (unknownTypes.length > 0) found.push('unknown_identifier_type');
  if (blocked) found.push('blocked_id');
  const said: readonly EventFlag[] = Array.isArray(event.flags) ? event.flags : [];
  const missing = found.filter((flag) => !said.includes(flag));
  if (missing.length === 0) return { text, event };
  const told = { ...event, flags: [...said, ...missing] };
  return { text: JSON.stringify(told), event: told };
}

function deviceOf(event: AcceptedEvent, identityKey: Buffer): ChunkEvent['device'] {
  const device = deviceOfEvent(event);
  return device ? { ...device, id: deviceIdOf(identityKey, device) } : null;
}

function groupOf(event: AcceptedEvent, identityKey: Buffer): ChunkEvent['group'] {
  const value = normaliseIdentifier('group_id', event.groupId ?? event.context.groupId);
  return value === undefined ? null : { id: groupIdOf(identityKey, value), value };
}
