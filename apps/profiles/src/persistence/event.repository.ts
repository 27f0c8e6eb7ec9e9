import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@rapport/contracts';
import type { EntityManager } from 'typeorm';
import type { ChunkEvent } from '../apply/chunk.js';
import { columnsOf, jsonColumn, runPrepared, type Statement } from './run-prepared.js';

export interface EventToStore {
  source: ChunkEvent;
  anchorId: string;
  refusedLinks: readonly object[];
}

const insert: Statement = {
  name: 'profiles_insert_events',
  text: `
    INSERT INTO profiles.events (
      workspace_id, anchor_id, event_id, source_id, message_id, type, name, timestamp, received_at, properties, traits,
      context, refused_links)
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[],
      $8::timestamptz[], $9::timestamptz[],
      string_to_array($10, chr(1), '')::jsonb[], string_to_array($11, chr(1), '')::jsonb[],
      string_to_array($12, chr(1), '')::jsonb[], string_to_array($13, chr(1), '')::jsonb[])`,
};

/** The timeline: every accepted event, filed under the identifier it arrived with. A merge moves none of them. */
@Injectable()
export class EventRepository {
  async insert(tx: EntityManager, events: readonly EventToStore[]): Promise<void> {
    if (events.length === 0) return;
    const columns = columnsOf(events, 9, ({ source: { event }, anchorId }) => [
      event.workspaceId,
      anchorId,
      event.id,
      event.sourceId,
      event.messageId,
      event.type,
      event.name,
      event.timestamp,
      event.receivedAt,
    ]);
    const documents = [
      jsonColumn(events, ({ source }) => textOf(source.event.properties)),
      jsonColumn(events, ({ source }) => textOf(source.event.traits)),
      jsonColumn(events, ({ source }) => textOf(source.event.context)),
      jsonColumn(events, ({ refusedLinks }) =>
        refusedLinks.length > 0 ? JSON.stringify(refusedLinks) : null,
      ),
    ];
    await runPrepared(tx, insert, [...columns, ...documents]);
  }
}

function textOf(value: JsonObject | null): string | null {
  return value === null ? null : JSON.stringify(value);
}
