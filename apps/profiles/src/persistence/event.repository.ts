import { Injectable } from '@nestjs/common';
import type { AcceptedEvent, JsonObject } from '@rapport/contracts';
import type { Identifier } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import type { ChunkEvent } from '../apply/chunk.js';
import { columnsOf, jsonColumn, runPrepared, type Statement } from './run-prepared.js';

export interface EventToStore {
  source: ChunkEvent;
  anchorId: string;
  refusedLinks: readonly object[];
}

/**
 * What an event said besides its columns, and what its identifiers were collected by; what its anchor implies, and what says
 * nothing, is left out.
 */
export type RestOfEvent = Partial<
  Pick<
    AcceptedEvent,
    | 'userId'
    | 'anonymousId'
    | 'groupId'
    | 'previousId'
    | 'category'
    | 'integrations'
    | 'mode'
    | 'flags'
    | 'matchOn'
  > & {
    /** Of the workspace's identity policy; 1 when left out. */
    policyVersion: number;
  }
>;

const insert: Statement = {
  name: 'profiles_insert_events',
  text: `
    INSERT INTO profiles.events (
      workspace_id, anchor_id, event_id, source_id, message_id, type, name, timestamp, received_at, anonymous_id, group_id,
      original_timestamp, sent_at, batch_index, properties, traits, context, refused_links, rest)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
      $8::timestamptz[], $9::timestamptz[], $10::text[], $11::uuid[], $12::timestamptz[], $13::timestamptz[],
      $14::integer[],
      string_to_array($15, chr(1), '')::jsonb[], string_to_array($16, chr(1), '')::jsonb[],
      string_to_array($17, chr(1), '')::jsonb[], string_to_array($18, chr(1), '')::jsonb[],
      string_to_array($19, chr(1), '')::jsonb[])`,
};

/** The timeline: every accepted event, filed under the identifier it arrived with. A merge moves none of them. */
@Injectable()
export class EventRepository {
  async insert(tx: EntityManager, events: readonly EventToStore[]): Promise<void> {
    if (events.length === 0) return;
    const columns = columnsOf(events, 14, ({ source: { event, identifiers, group }, anchorId }) => [
      event.workspaceId,
      anchorId,
      event.id,
      event.sourceId,
      event.messageId,
      event.type,
      event.name,
      event.timestamp,
      event.receivedAt,
      event.anonymousId === implied('anonymous_id', identifiers[0]) ? null : event.anonymousId,
      group?.id ?? null,
      event.originalTimestamp,
      event.sentAt,
      event.index || null,
    ]);
    const documents = [
      jsonColumn(events, ({ source }) => textOf(source.event.properties)),
      jsonColumn(events, ({ source }) => textOf(source.event.traits)),
      jsonColumn(events, ({ source }) => textOf(source.event.context)),
      jsonColumn(events, ({ refusedLinks }) =>
        refusedLinks.length > 0 ? JSON.stringify(refusedLinks) : null,
      ),
      jsonColumn(events, ({ source }) => textOf(restOf(source))),
    ];
    await runPrepared(tx, insert, [...columns, ...documents]);
  }
}

function restOf({ event, identifiers: [anchor], group, policy }: ChunkEvent): JsonObject | null {
  const { userId, anonymousId, groupId, previousId, category, integrations, mode, flags } = event;
  const rest: JsonObject = {};
  if (userId !== implied('user_id', anchor)) rest.userId = userId;
  if (anonymousId === null && implied('anonymous_id', anchor) !== null) rest.anonymousId = null;
  if (groupId !== null && groupId !== group?.value) rest.groupId = groupId;
  if (previousId !== null) rest.previousId = previousId;
  if (category !== null) rest.category = category;
  if (integrations !== null && Object.keys(integrations).length > 0) rest.integrations = integrations;
  if (mode !== 'live') rest.mode = mode;
  if (flags.length > 0) rest.flags = flags;
  if (event.matchOn) rest.matchOn = event.matchOn;
  if (policy.version > 1) rest.policyVersion = policy.version;
  return Object.keys(rest).length > 0 ? rest : null;
}

/** Whom the anchor of an event makes it name. */
export function implied(type: string, anchor: Identifier | undefined): string | null {
  return anchor?.type === type ? anchor.value : null;
}

function textOf(value: JsonObject | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
