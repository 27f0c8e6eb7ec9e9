import { topics } from '@rapport/contracts';
import type { AcceptedEvent, DeadLetter } from '@rapport/contracts';
import { grantsToServices } from '@rapport/database';
import { busMigrations, createEventBus } from '@rapport/event-bus';
import type { OutgoingMessage } from '@rapport/event-bus';
import { choosePartitionKey } from '@rapport/events';
import { newId, systemClock } from '@rapport/kernel';
import { anEvent, testDatabase } from '@rapport/testing';
import { Client } from 'pg';
import pino from 'pino';
import { ingestionMigrations } from '../persistence/migrations.js';
import { ListRecent } from './list-recent.usecase.js';
import { RecentEventsConsumer } from './recent-events.consumer.js';
import { RecentEventsRepository } from './recent-events.repository.js';
import { RecentFeed } from './recent-feed.js';
import { RecentSignal } from './recent-signal.js';
import { SourceRepository } from './source.repository.js';

export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** The recent events of a door whose log is the embedded bus. */
export async function aRecentView() {
  const test = await testDatabase(
    { owner: 'ingestion', migrations: ingestionMigrations },
    { owner: 'bus', migrations: busMigrations, grants: grantsToServices('SELECT, INSERT, UPDATE, DELETE') },
  );
  const { database } = test;
  const bus = await createEventBus({
    kind: 'embedded',
    database,
    clock: systemClock,
    log: silent,
    onFatal: (error) => {
      throw error;
    },
  });
  const repository = new RecentEventsRepository(database);
  const sources = new SourceRepository(database);
  const signal = new RecentSignal(database, test.url);
  const logger = pino({ level: 'silent' });
  new RecentEventsConsumer(bus, database, repository, signal).onApplicationBootstrap();
  await bus.start();
  return {
    database,
    bus,
    signal,
    url: test.url,
    repository,
    sources,
    list: new ListRecent(repository, sources),
    feed: new RecentFeed(repository, sources, signal, systemClock, logger),
    async caughtUp(): Promise<void> {
      await until(async () => (await bus.health()).subscriptions.every(({ lag }) => lag === 0));
    },
    async close(): Promise<void> {
      await bus.stop();
      await signal.onApplicationShutdown();
      await test.close();
    },
  };
}
export type RecentView = Awaited<ReturnType<typeof aRecentView>>;

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`did not come true: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A workspace with one source, written as control writes them. */
export async function aSource(
  url: string,
  name = 'Shop',
): Promise<{ workspaceId: string; sourceId: string }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const [workspaceId, sourceId] = [newId(), newId()];
  await client.query(
    `INSERT INTO access.workspaces
       (id, key, name, region, time_zone, default_locale, brand, identity_key, created_at, updated_at, updated_by)
     VALUES ($1, $2, 'Acme', 'default', 'UTC', 'en', '{}', decode(repeat('00', 32), 'hex'), now(), now(), '{}')`,
    [workspaceId, `w-${workspaceId}`],
  );
  await client.query(
    `INSERT INTO access.sources (workspace_id, id, name, kind, enabled, allowed_origins, created_at, created_by, updated_at)
     VALUES ($1, $2, $3, 'any', true, '{}', now(), '{}', now())`,
    [workspaceId, sourceId, name],
  );
  await client.end();
  return { workspaceId, sourceId };
}

/** The envelope stands first, as the door writes it. */
export function recordOf(given: Partial<AcceptedEvent>): OutgoingMessage {
  const { v, id, workspaceId, sourceId, receivedAt, ...rest } = anEvent({
    receivedAt: new Date().toISOString(),
    ...given,
  });
  return {
    topic: topics.events,
    key: choosePartitionKey(workspaceId, rest.userId, rest.anonymousId, rest.messageId),
    value: JSON.stringify({ v, id, workspaceId, sourceId, receivedAt, ...rest }),
    headers: { workspace: workspaceId },
  };
}

export function letterOf(given: Partial<DeadLetter> & { item: string }): OutgoingMessage {
  const { item, ...over } = given;
  const letter: DeadLetter = {
    v: 1,
    id: newId(),
    origin: 'ingest',
    workspaceId: null,
    sourceId: null,
    messageId: null,
    code: 'no_identity',
    field: 'userId',
    message: 'userId or anonymousId is required',
    topic: null,
    partition: null,
    offset: null,
    consumerGroup: null,
    attempts: 1,
    payload: Buffer.from(item).toString('base64'),
    receivedAt: new Date().toISOString(),
    ...over,
  };
  return { topic: topics.deadLetters, key: letter.id, value: JSON.stringify(letter), headers: {} };
}
