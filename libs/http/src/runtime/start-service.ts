import type { DynamicModule, Type } from '@nestjs/common';
import { accessPlan } from '@rapport/access';
import type { Settings } from '@rapport/config';
import { type Database, migrate, openDatabase, openDatabaseServer } from '@rapport/database';
import { busPlan, createEventBus } from '@rapport/event-bus';
import { systemClock } from '@rapport/kernel';
import type { Logger } from 'pino';
import { HealthChecks } from '../health/health-checks.js';
import { createApp } from './create-app.js';
import { portError, requireFreePort } from './free-port.js';

export interface RunningService {
  /** Where the data lies, for people. */
  place: string;
  /** From now on `/readyz` says no; nothing else changes. */
  announceStop(): void;
  /** Finishes what is in hand and releases everything, the embedded PostgreSQL last. */
  stop(): Promise<void>;
}

export interface ServiceParts {
  settings: Settings;
  logger: Logger;
  doors: readonly (Type | DynamicModule)[];
  onFatal(error: Error, exitCode: number): void;
}

/**
 * Opens everything in order; when something fails, what was opened is released again.
 * @throws StartError in one line that says what to do
 */
export async function startService(parts: ServiceParts): Promise<RunningService> {
  const opened: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (let release = opened.pop(); release; release = opened.pop()) await release();
  };
  try {
    await requireFreePort(parts.settings.host, parts.settings.port);
    return await open(parts, opened, stop);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function open(
  parts: ServiceParts,
  opened: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<RunningService> {
  const { settings, logger, doors } = parts;
  const server = await openDatabaseServer(settings);
  opened.push(() => server.stop());
  const { rolesEnforced } = await migrate(server.url, [accessPlan, busPlan]);
  if (!rolesEnforced) logger.warn({ reason: 'may_not_create_roles' }, 'database.roles_not_enforced');
  const pool = async (owner: 'access' | 'bus', poolSize: number): Promise<Database> => {
    const onError = (error: Error): void =>
      logger.warn({ service: owner, err: error }, 'database.connection_lost');
    const database = await openDatabase({ url: server.url, owner, rolesEnforced, poolSize, onError });
    opened.push(() => database.close());
    return database;
  };
  const accessDatabase = await pool('access', 5);
  const eventBus = await createEventBus({
    kind: settings.bus,
    database: await pool('bus', 10),
    brokers: settings.kafkaBrokers,
    clock: systemClock,
    log: logger,
    onFatal: (error, exitCode) => parts.onFatal(error, exitCode),
  });
  const app = await createApp(
    { settings, logger, clock: systemClock, databaseUrl: server.url, accessDatabase, eventBus },
    doors,
  );
  opened.push(() => app.close());
  await eventBus.start();
  await app.listen(settings.port, settings.host).catch((error: NodeJS.ErrnoException) => {
    throw portError(error, settings.host, settings.port);
  });
  const announceStop = (): void =>
    app.get(HealthChecks).register('process', () => ({ ok: false, detail: 'is stopping' }));
  return { place: server.place, announceStop, stop };
}
