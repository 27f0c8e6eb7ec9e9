import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AcceptedEvent, headerNames, type ProfileActivity, recordKey, topics } from '@rapport/contracts';
import { createEventBus, type EventBus } from '@rapport/event-bus';
import { newId, systemClock } from '@rapport/kernel';
import {
  type Broker,
  startBroker,
  type TestDatabase,
  testDatabase,
  testWorkspace,
  until,
} from '@rapport/testing';
import fc from 'fast-check';
import { Client } from 'pg';
import { identityKey } from '../src/apply/apply.spec-support.js';
import { seed } from '../src/apply/domain/check-histories.spec-support.js';
import { histories } from '../src/apply/domain/histories.spec-support.js';
import { defaultIdentityPolicy } from '../src/apply/domain/identity-policy.js';
import { readEvents } from '../src/apply/domain/model.spec-support.js';
import {
  expectedOutcome,
  storedOutcome,
  type StoredOutcome,
} from '../src/apply/stored-outcome.spec-support.js';
import { applyGroup } from '../src/apply/events.consumer.js';
import { profilesMigrations } from '../src/persistence/migrations.js';
import { ProfileWorkers } from './profile-workers.spec-support.js';

const workers = 8;
/** A portion of the history is on its way whenever somebody dies. */
const portions = 22;
const portion = 6;

/**
 * `together`: how many die before they are started anew. Kafka gives the partitions of the dead to others only when their session
 * has run out after 10 s, so that there nearly all die in each of a few waves; the embedded bus goes on at once.
 */
const buses = [
  { bus: 'embedded', together: 1 },
  { bus: 'kafka', together: 7 },
] as const;

/** The door takes nothing else; so many of the others would be a producer gone wrong, at which the group halts. */
const namesSomebody = (event: AcceptedEvent): boolean =>
  readEvents([event], defaultIdentityPolicy).length > 0;

describe.each(buses)('eight profiles processes over the $bus bus', ({ bus: kind, together }) => {
  let folder = '';
  let test: TestDatabase;
  let admin: Client;
  let broker: Broker | undefined;
  let bus: EventBus;
  let running: ProfileWorkers | undefined;
  /** What is told of each record, once, by its place. */
  const told = new Map<string, ProfileActivity>();
  let sent = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rapport-workers-'));
    test = await testDatabase({ owner: 'profiles', migrations: profilesMigrations });
    admin = new Client({ connectionString: test.url });
    await admin.connect();
    if (kind === 'kafka') broker = await startBroker(join(folder, 'kafka'));
    const database = await test.openAs('bus');
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const onFatal = (error: Error): never => {
      throw error;
    };
    const brokers = broker ? [broker.address] : [];
    bus = await createEventBus({ kind, database, brokers, clock: systemClock, log, onFatal });
    bus.subscribe({
      group: 'test.activity',
      topic: topics.profileActivity,
      database,
      handle: async (records) => {
        for (const { partition, offset, value } of records) {
          if (value) told.set(`${partition}/${offset}`, JSON.parse(value) as ProfileActivity);
        }
      },
    });
    await bus.start();
  }, 240_000);
  afterAll(async () => {
    await running?.stop();
    await bus?.stop();
    await broker?.stop();
    await admin?.end();
    await test?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const start = (count: number): Promise<ProfileWorkers> =>
    ProfileWorkers.start(
      count,
      test.url,
      { BUS: kind, ...(broker && { KAFKA_BROKERS: broker.address }) },
      admin,
    );

  async function workspace(): Promise<string> {
    const { workspaceId } = await testWorkspace(await test.openAs('access'));
    // The key with which the model names people.
    await admin.query('UPDATE access.workspaces SET identity_key = $2 WHERE id = $1', [
      workspaceId,
      identityKey,
    ]);
    return workspaceId;
  }

  async function send(events: readonly AcceptedEvent[], workspaceId: string): Promise<void> {
    for (let from = 0; from < events.length; from += portion) {
      const messages = events.slice(from, from + portion).map((event) => ({
        topic: topics.events,
        key: recordKey(workspaceId, event.userId ?? event.anonymousId ?? ''),
        value: JSON.stringify({ ...event, workspaceId, id: newId() }),
        headers: { [headerNames.workspace]: workspaceId },
      }));
      await bus.append(messages);
      sent += messages.length;
    }
  }

  const handled = (): Promise<true> =>
    until('all that was sent is handled', async () => {
      const { rows } = await admin.query<{ handled: string }>(
        `SELECT coalesce(sum(next_offset), 0) AS handled FROM bus.consumer_offsets
         WHERE consumer_group = $1 AND topic = $2 AND log = $3`,
        [applyGroup, topics.events, kind === 'kafka' ? 'kafka' : 'tables'],
      );
      return Number(rows[0]?.handled) === sent ? true : undefined;
    });

  const stored = (workspaceId: string): Promise<StoredOutcome> =>
    storedOutcome(
      {
        rows: async <Row>(sql: string, parameters: unknown[] = []) =>
          (await admin.query(sql, parameters)).rows as Row[],
      },
      workspaceId,
    );

  const storedEvents = (outcome: StoredOutcome): string[] =>
    outcome.profiles.flatMap(({ events }) => events).sort();

  const toldEvents = (workspaceId: string): string[] =>
    [...told.values()]
      .filter((one) => one.workspaceId === workspaceId && one.kind === 'event_applied')
      .map((one) => (one.kind === 'event_applied' ? `${one.event.sourceId} ${one.event.messageId}` : ''))
      .sort();

  async function sendAmongKills(
    disorder: readonly AcceptedEvent[],
    workspaceId: string,
    all: ProfileWorkers,
  ): Promise<void> {
    const size = Math.ceil(disorder.length / portions);
    for (let n = 0; n + 1 < portions; n += together) {
      if (together > 1) await handled();
      await all.areReady(Math.min(workers, together + 3));
      const dead = [];
      for (let k = n; k < n + together; k++) {
        const sending = send(disorder.slice(k * size, (k + 1) * size), workspaceId);
        dead.push(await all.killOne());
        await sending;
      }
      for (const one of dead) all.revive(one);
    }
    await send(disorder.slice((portions - 1) * size), workspaceId);
    await handled();
    await all.areReady(workers);
  }

  it('end where one ends that was never killed, and nothing is told twice', async () => {
    const [history] = fc.sample(histories(1_600, 1_400), { seed, numRuns: 1 });
    if (!history) throw new Error('no history was drawn');
    const { events } = history;
    const disorder = history.disorder.filter(namesSomebody);
    const [ofMany, ofOne] = [await workspace(), await workspace()];

    const began = Date.now();
    const many = (running = await start(workers));
    await sendAmongKills(disorder, ofMany, many);
    expect(await many.stop()).toEqual(Array.from({ length: workers }, () => 0));
    const killed = Date.now();

    running = await start(1);
    await send(disorder, ofOne);
    await handled();
    expect(await running.stop()).toEqual([0]);

    const one = await stored(ofOne);
    const outcome = await stored(ofMany);
    const { rows } = await admin.query<{ deadlocks: number; torn: number }>(
      `SELECT deadlocks::int, sessions_abandoned::int AS torn FROM pg_stat_database WHERE datname = current_database()`,
    );
    const { deadlocks, torn } = rows[0]!;
    process.stdout.write(
      `  seed ${seed} · ${kind} · ${disorder.length} records of ${events.length} events · ${many.kills} kills` +
        ` (${many.tornTransactions} in a transaction, ${torn} sessions torn) · ${deadlocks} deadlocks` +
        ` · ${(killed - began) / 1000} s, one worker ${(Date.now() - killed) / 1000} s\n`,
    );
    expect(outcome).toEqual(one);
    expect(one).toEqual(expectedOutcome({ events }, defaultIdentityPolicy));
    for (const id of [ofMany, ofOne]) {
      await until('all is told', async () =>
        toldEvents(id).length >= storedEvents(one).length ? true : undefined,
      );
      expect(toldEvents(id)).toEqual(storedEvents(one));
    }
    expect(many.kills).toBeGreaterThanOrEqual(20);
    expect(many.tornTransactions).toBeGreaterThanOrEqual(10);
    expect(deadlocks).toBe(0);
  }, 300_000);
});
