import { Writable } from 'node:stream';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings, type Settings } from '@rapport/config';
import type { Database } from '@rapport/database';
import type { EventBus } from '@rapport/event-bus';
import { type Clock, systemClock } from '@rapport/kernel';
import type { TestDatabase } from './test-database.js';

export interface TestApp {
  /** Call it with `app.inject(…)`; it does not listen until you say so. */
  app: NestFastifyApplication;
  bus: EventBus;
  /** Bears the role of the owner `access`. */
  access: Database;
  /** Lines of the log, parsed. */
  logged: Record<string, unknown>[];
  close(): Promise<void>;
}

export interface TestAppOptions {
  clock?: Clock;
  settings?: Partial<Settings>;
  /** Default: the memory bus, started. */
  bus?: EventBus;
}

/** The application as a process of its own would build it, in front of the doors given: guards, problems, all of it. */
export async function testApp(
  test: TestDatabase,
  doors: readonly (Type | DynamicModule)[],
  options: TestAppOptions = {},
): Promise<TestApp> {
  // Imported here, so that a spec which needs no application does not pay for Nest.
  const { createApp, createLogger } = await import('@rapport/http');
  const logged: Record<string, unknown>[] = [];
  const logger = createLogger({ level: 'info', service: 'test' }, linesInto(logged));
  const clock = options.clock ?? systemClock;
  const access = await test.openAs('access');
  const bus = options.bus ?? (await memoryBus(await test.openAs('bus'), clock));
  const settings: Settings = { ...readSettings({}), ...options.settings };
  const parts = { settings, clock, logger, databaseUrl: test.url, accessDatabase: access, eventBus: bus };
  const app = await createApp(parts, doors);
  await bus.start();
  return { app, bus, access, logged, close: () => app.close() };
}

async function memoryBus(database: Database, clock: Clock): Promise<EventBus> {
  const { createEventBus } = await import('@rapport/event-bus');
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const onFatal = (error: Error): never => {
    throw error;
  };
  return createEventBus({ kind: 'memory', database, clock, log, onFatal });
}

function linesInto(logged: Record<string, unknown>[]): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      for (const line of chunk.toString().split('\n').filter(Boolean)) {
        logged.push(JSON.parse(line) as Record<string, unknown>);
      }
      done();
    },
  });
}
