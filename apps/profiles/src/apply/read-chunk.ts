import type { WorkspaceDirectory } from '@rapport/access';
import type { AcceptedEvent } from '@rapport/contracts';
import { headerNames } from '@rapport/contracts';
import type { BusRecord, Poison } from '@rapport/event-bus';
import { type Identifier, normaliseIdentifier } from '@rapport/kernel';
import type { ChunkEvent, KeyedIdentifier } from './chunk.js';
import { acceptedHashOf, groupIdOf, nodeIdOf, payloadHashOf } from './derive-ids.js';
import { aliasTargets, collectIdentifiers } from './domain/collect-identifiers.js';
import type { IdentityPolicy } from './domain/identity-policy.js';
import { momentOf } from './domain/moment.js';
import { whereaboutsOf } from './domain/sighting.js';
import { faultOfEvent } from './domain/fault-of-event.js';

export interface ReadChunk {
  events: ChunkEvent[];
  poison: Poison[];
}

/** Parses each record once. What cannot be an accepted event of a workspace we know is set aside, with the reason. */
export async function readChunk(
  records: readonly BusRecord[],
  workspaces: Pick<WorkspaceDirectory, 'get'>,
  policy: IdentityPolicy,
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
      const workspace = await workspaces.get(parsed.event.workspaceId);
      if (workspace) chunk.events.push(chunkEvent(record, parsed, workspace.identityKey, policy));
      else setAside('unknown_workspace', 'there is no such workspace');
    }
  }
  return chunk;
}

function parse(text: string | null): { text: string; event: AcceptedEvent } | undefined {
  if (text === null) return undefined;
  try {
    const event = JSON.parse(text) as unknown;
    return typeof event === 'object' && event !== null ? { text, event: event as AcceptedEvent } : undefined;
  } catch {
    return undefined;
  }
}

function chunkEvent(
  record: BusRecord,
  { text, event }: { text: string; event: AcceptedEvent },
  identityKey: Buffer,
  policy: IdentityPolicy,
): ChunkEvent {
  const keyed = (identifier: Identifier): KeyedIdentifier => ({
    ...identifier,
    id: nodeIdOf(identityKey, identifier),
  });
  const timestampMs = Date.parse(event.timestamp);
  const receivedAtMs = Date.parse(event.receivedAt);
  const identifiers = collectIdentifiers(event, policy);
  const aliases = identifiers[0] ? aliasTargets(event, identifiers[0], policy) : [];
  return {
    record,
    text,
    event,
    acceptedHash: acceptedHashOf(event.sourceId, event.messageId),
    payloadHash: payloadHashOf(event.payloadSha),
    moment: momentOf({ ...event, timestampMs, receivedAtMs }),
    whereabouts: whereaboutsOf(event, Math.min(timestampMs, receivedAtMs), receivedAtMs),
    identifiers: identifiers.map(keyed),
    aliases: aliases.map(({ kind, identifier }) => ({ kind, identifier: keyed(identifier) })),
    group: groupOf(event, identityKey),
  };
}

function groupOf(event: AcceptedEvent, identityKey: Buffer): ChunkEvent['group'] {
  const value = normaliseIdentifier('group_id', event.groupId ?? event.context.groupId);
  return value === undefined ? null : { id: groupIdOf(identityKey, value), value };
}
