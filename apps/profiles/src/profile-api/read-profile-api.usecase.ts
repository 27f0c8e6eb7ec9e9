import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@rapport/config';
import { Database } from '@rapport/database';
import { readInstant } from '@rapport/events';
import { CLOCK } from '@rapport/http';
import { type Clock, compareUtf8, toIso } from '@rapport/kernel';
import type { EntityManager } from 'typeorm';
import { IdentityPolicies } from '../policy/identity-policies.js';
import { AccountsCollection } from './accounts.collection.js';
import {
  type ApiCursor,
  cursorOf,
  eventPositionOf,
  compareIdentifiers,
  identifierPositionOf,
  markOf,
  markOfEvent,
  pageFrom,
  type QueryValue,
} from './domain/api-cursor.js';
import { ApiRefusal } from './domain/api-error.js';
import type { EventsQuery, ExternalIdsQuery, LinksQuery, TraitsQuery } from './profile-api.query.js';
import {
  type EventsAnswer,
  type ExternalIdsAnswer,
  type LinksAnswer,
  type MetadataAnswer,
  type TraitsAnswer,
  viewOfExternalId,
  viewOfLinkedId,
  viewOfMetadata,
  viewOfTrait,
} from './profile-api.view.js';
import type { ApiEventRow } from './persistence/api-events.repository.js';
import type { Collection, CollectionName, ExternalId, Subject } from './subject.js';
import { UsersCollection } from './users.collection.js';
import { viewOfApiEvent } from './view-of-api-event.js';

/** Whom a request asks about, as its path says. */
export interface Place {
  workspaceId: string;
  /** As written: the key or the id of the workspace. */
  space: string;
  collection: string;
  ref: string;
}

const historyMs = 14 * 24 * 60 * 60 * 1000;

/** What clients of Segment's Profile API read of a person or an account (ingest.md 4). */
@Injectable()
export class ReadProfileApi {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(IdentityPolicies) private readonly policies: IdentityPolicies,
    @Inject(UsersCollection) private readonly users: UsersCollection,
    @Inject(AccountsCollection) private readonly accounts: AccountsCollection,
  ) {}

  /** By name. A page begins with the trait that the one before named, or the first after it when that is gone. */
  async traits(place: Place, query: TraitsQuery): Promise<TraitsAnswer> {
    return this.read(place, 'traits', async (tx, collection, subject, cursor) => {
      const { include, limit, next: from } = query;
      const all = query.class ? [] : await collection.traits(tx, subject, query.verbose === true);
      const wanted = all
        .filter(({ key }) => !include || include.includes(key))
        .sort((a, b) => compareUtf8(a.key, b.key));
      const after = from === undefined ? undefined : ({ key }: { key: string }) => compareUtf8(key, from);
      const { items, next } = pageFrom(wanted, after, limit);
      const traits = items.map(({ key, value, moment }) => [key, viewOfTrait(value, moment)] as const);
      return { traits: Object.fromEntries(traits), cursor: cursor({ ...query }, next?.key) };
    });
  }

  async externalIds(place: Place, query: ExternalIdsQuery): Promise<ExternalIdsAnswer> {
    const from = query.next === undefined ? undefined : identifierPositionOf(query.next);
    return this.read(place, 'external_ids', async (tx, collection, subject, cursor) => {
      const all = await collection.externalIds(tx, subject);
      const wanted = all
        .filter(({ type }) => !query.include || query.include.includes(type))
        .sort(compareIdentifiers);
      const after = from && ((one: ExternalId) => compareIdentifiers(one, from));
      const { items, next } = pageFrom(wanted, after, query.limit);
      const data = items.map((one) => viewOfExternalId(collection.name, one));
      return { data, cursor: cursor({ ...query }, next && markOf(next)) };
    });
  }

  async events(place: Place, query: EventsQuery): Promise<EventsAnswer> {
    const { include, exclude, sort, limit, next } = query;
    const position = next === undefined ? undefined : eventPositionOf(next);
    const after = position && { at: toIso(position.ms), messageId: position.messageId };
    const period = this.periodOf(query);
    return this.read(place, 'events', async (tx, collection, subject, cursor) => {
      const wanted = { ...period, include, exclude, sort, after, limit: limit + 1 };
      const rows = await collection.events(tx, subject, wanted);
      const page = wholePage(rows, limit);
      const last = page.at(-1);
      // Where several stand at the end of a page, all that was read is on it; the next may then be empty.
      const mark =
        rows.length > limit && last
          ? markOfEvent({ ms: last.timestamp.getTime(), messageId: last.messageId })
          : undefined;
      const policy = this.policies.find(place.workspaceId);
      const data = page.map((row) => viewOfApiEvent(row, policy));
      return { data, cursor: cursor({ ...query }, mark) };
    });
  }

  async metadata(place: Place): Promise<MetadataAnswer> {
    return this.read(place, 'metadata', async (tx, collection, subject) => ({
      metadata: viewOfMetadata(await collection.metadata(tx, subject)),
    }));
  }

  async links(place: Place, query: LinksQuery): Promise<LinksAnswer> {
    return this.read(place, 'links', async (tx, collection, subject, cursor) => {
      const to: CollectionName = collection.name === 'users' ? 'accounts' : 'users';
      const { links, next } = await collection.links(tx, subject, { from: query.next, limit: query.limit });
      const data = links.map(({ externalIds }) => ({
        to_collection: to,
        external_ids: externalIds.map((one) => viewOfLinkedId(to, one)),
      }));
      return { data, cursor: cursor({ ...query }, next) };
    });
  }

  private periodOf({ start, end }: EventsQuery): { from: string; to: string | undefined } {
    const earliest = this.clock.now() - historyMs;
    const from = start === undefined ? earliest : Math.max(earliest, Number(readInstant(start)));
    if (end === undefined) return { from: toIso(from), to: undefined };
    const to = Number(readInstant(end));
    if (start !== undefined && to < Number(readInstant(start))) {
      throw new ApiRefusal(400, 'validation_error', 'The parameter `end` must not be before `start`.');
    }
    return { from: toIso(from), to: toIso(to) };
  }

  private async read<Answer>(
    place: Place,
    resource: string,
    work: (
      tx: EntityManager,
      collection: Collection,
      subject: Subject,
      cursor: (query: Record<string, QueryValue> & { limit: number }, next: string | undefined) => ApiCursor,
    ) => Promise<Answer>,
  ): Promise<Answer> {
    const collection = this.collectionOf(place.collection);
    return this.database.inWorkspace(place.workspaceId, async (tx) => {
      const subject = await collection.resolve(tx, place.workspaceId, place.ref);
      const space = encodeURIComponent(place.space);
      const path = `/v1/spaces/${space}/collections/${collection.name}/profiles/${subject.publicId}/${resource}`;
      const { publicUrl } = this.settings;
      return work(tx, collection, subject, (query, next) => cursorOf({ publicUrl, path }, query, next));
    });
  }

  private collectionOf(name: string): Collection {
    if (name === 'users') return this.users;
    if (name === 'accounts') return this.accounts;
    const odd = /[^a-z_]/.exec(name)?.[0];
    const fault = odd === undefined ? 'must be `users` or `accounts`' : `has invalid character(s) \`${odd}\``;
    throw new ApiRefusal(400, 'validation_error', `The parameter \`collection\` ${fault}`);
  }
}

/** With all that stand at one place, which only two sources under one messageId can. */
function wholePage(rows: readonly ApiEventRow[], limit: number): readonly ApiEventRow[] {
  const last = rows[limit - 1];
  let end = Math.min(limit, rows.length);
  while (end < rows.length && isSamePlace(rows[end], last)) end++;
  return rows.slice(0, end);
}

function isSamePlace(a: ApiEventRow | undefined, b: ApiEventRow | undefined): boolean {
  return a?.messageId === b?.messageId && a?.timestamp.getTime() === b?.timestamp.getTime();
}
