import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessPlan } from '@rapport/access';
import { migrate, openDatabase, startEmbeddedPostgres } from '@rapport/database';
import type { Database } from '@rapport/database';
import { createEventBus } from '@rapport/event-bus';
import { systemClock } from '@rapport/kernel';
import type { TestDatabase } from '@rapport/testing';
import { aRunningDoor, caughtUp, doorPlans } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';
import { silent } from '../recent/recent.spec-support.js';

/** A PostgreSQL of its own, which may be killed; durable, unlike the one of the other specs. */
async function aKillableDatabase() {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-door-'));
  const start = () => startEmbeddedPostgres({ dataDir: folder, user: null });
  let server = await start();
  const { rolesEnforced } = await migrate(server.url, [accessPlan, ...doorPlans]);
  const opened: Database[] = [];
  const openAs: TestDatabase['openAs'] = async (owner) => {
    const onError = () => undefined;
    const database = await openDatabase({ url: server.url, owner, rolesEnforced, onError });
    opened.push(database);
    return database;
  };
  const test: TestDatabase = {
    database: await openAs('ingestion'),
    url: server.url,
    openAs,
    close: async () => {
      await Promise.all(opened.map((database) => database.close()));
      await server.stop();
      rmSync(server.folder, { recursive: true, force: true });
    },
  };
  return {
    test,
    killAndRestart: async () => {
      process.kill(server.pid, 'SIGKILL');
      server = await start();
    },
  };
}

describe('a door whose PostgreSQL is killed under load', () => {
  it('has stored every event that it answered 200 to, once, and refuses the others with 503', async () => {
    const { test, killAndRestart } = await aKillableDatabase();
    const door = await aRunningDoor(test);
    const acked: string[] = [];
    const statuses = new Map<number, number>();
    let stop = false;
    const client = async (name: number): Promise<void> => {
      for (let request = 0; !stop; request++) {
        const ids = Array.from({ length: 5 }, (_, index) => `c${name}-${request}-${index}`);
        const status = await post(door, ids);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) acked.push(...ids);
      }
    };
    const clients = Array.from({ length: 8 }, (_, name) => client(name));
    await reached(() => acked.length > 500);
    await killAndRestart();
    const before = acked.length;
    await reached(() => acked.length > before + 500);
    stop = true;
    await Promise.all(clients);

    expect([...statuses.keys()].sort()).toEqual([200, 503]);
    const stored = await messageIdsInLog(test);
    expect(acked.filter((id) => stored.get(id) !== 1)).toEqual([]);
    expect([...stored].filter(([, times]) => times > 1)).toEqual([]);
    await door.close();
  }, 60_000);
});

async function post(door: Door, ids: string[]): Promise<number> {
  const batch = ids.map((messageId) => ({ type: 'track', event: 'E', userId: messageId, messageId }));
  const answer = await fetch(`${door.url}/v1/batch`, {
    method: 'POST',
    body: JSON.stringify({ batch, writeKey: door.workspace.writeKey }),
  });
  const { success } = (await answer.json()) as { success: boolean };
  expect(success).toBe(answer.status === 200);
  return answer.status;
}

async function reached(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('the door does not take events');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Read by a group that starts from nothing, so that no redelivery is counted. */
async function messageIdsInLog(test: TestDatabase): Promise<Map<string, number>> {
  const database = await test.openAs('bus');
  const onFatal = (error: Error): never => {
    throw error;
  };
  const bus = await createEventBus({ kind: 'embedded', database, clock: systemClock, log: silent, onFatal });
  const found = new Map<string, number>();
  bus.subscribe({
    group: 'rapport.test.count',
    topic: 'rapport.events.v1',
    database: test.database,
    handle: async (records) => {
      for (const { value } of records) {
        const { messageId } = JSON.parse(value ?? '') as { messageId: string };
        found.set(messageId, (found.get(messageId) ?? 0) + 1);
      }
    },
  });
  await bus.start();
  await caughtUp(bus);
  await bus.stop();
  return found;
}
