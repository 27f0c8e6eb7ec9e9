import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Settings } from '@rapport/config';
import { topics } from '@rapport/contracts';
import type { AcceptedEvent } from '@rapport/contracts';
import { grantsToServices } from '@rapport/database';
import type { SchemaPlan } from '@rapport/database';
import { busMigrations, createEventBus } from '@rapport/event-bus';
import type { EventBus } from '@rapport/event-bus';
import { systemClock } from '@rapport/kernel';
import { testApp, testDatabase, testWorkspace, TopicWatch } from '@rapport/testing';
import type { TestDatabase, TestWorkspace } from '@rapport/testing';
import { IngestionModule } from './ingestion.module.js';
import { ingestionMigrations } from './persistence/migrations.js';
import { silent } from './recent/recent.spec-support.js';

export interface Door {
  url: string;
  bus: EventBus;
  workspace: TestWorkspace;
  /** What stands in the log, of this workspace, in the order of each person. */
  accepted(): Promise<AcceptedEvent[]>;
  anotherWorkspace(): Promise<TestWorkspace>;
  change(sql: string, parameters: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** What a door needs to be migrated, besides the schemas of the libs. */
export const doorPlans: [SchemaPlan, SchemaPlan] = [
  { owner: 'ingestion', migrations: ingestionMigrations },
  { owner: 'bus', migrations: busMigrations, grants: grantsToServices('SELECT, INSERT, UPDATE, DELETE') },
];

/** The whole door as a process of its own, on a real socket, in front of the embedded bus. */
export async function aRunningDoor(
  given?: TestDatabase,
  options: {
    port?: number;
    settings?: Partial<Settings>;
    subscribe?: (bus: EventBus) => void;
    /** Topics whose records are held to their contracts; a spec that writes others there itself leaves them out. */
    watched?: readonly string[];
  } = {},
): Promise<Door> {
  const test = given ?? (await testDatabase(...doorPlans));
  const control = await test.openAs('control');
  const bus = await createEventBus({
    kind: 'embedded',
    database: await test.openAs('bus'),
    clock: systemClock,
    log: silent,
    onFatal: (error) => {
      throw error;
    },
  });
  const workspace = await testWorkspace(control);
  const events: AcceptedEvent[] = [];
  bus.subscribe({
    group: 'rapport.test.events',
    topic: 'rapport.events.v1',
    database: test.database,
    handle: async (records) => {
      for (const { value } of records) events.push(JSON.parse(value ?? '') as AcceptedEvent);
    },
  });
  options.subscribe?.(bus);
  const watch = new TopicWatch(bus, test.database, options.watched ?? [topics.events, topics.deadLetters]);
  const { app, close } = await testApp(test, [IngestionModule], { bus, settings: options.settings });
  await app.listen(options.port ?? 0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    bus,
    workspace,
    accepted: async () => {
      await caughtUp(bus);
      return events.filter((event) => event.workspaceId === workspace.workspaceId);
    },
    anotherWorkspace: () => testWorkspace(control),
    change: (sql, parameters) => control.query(sql, parameters),
    close: async () => {
      await close();
      await test.close();
      watch.check();
    },
  };
}

/** For a door that has to know its own address before it listens. */
export function aFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

export async function caughtUp(bus: EventBus): Promise<void> {
  const deadline = Date.now() + 10_000;
  while ((await bus.health()).subscriptions.some(({ lag }) => lag > 0)) {
    if (Date.now() > deadline) throw new Error('the consumers do not catch up');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
