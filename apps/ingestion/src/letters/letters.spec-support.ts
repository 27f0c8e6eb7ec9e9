import { topics } from '@rapport/contracts';
import type { AcceptedEvent, DeadLetter } from '@rapport/contracts';
import { newId, publicId } from '@rapport/kernel';
import type { EventBus, StoredMessage } from '@rapport/event-bus';
import type { Database } from '@rapport/database';
import { testDatabase } from '@rapport/testing';
import type { TestDatabase } from '@rapport/testing';
import { aRunningDoor, caughtUp, doorPlans } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

/** A letter, an event or an operation as an answer shows it. */
export type Shown = Record<string, unknown> & { id: string };

export interface Answer {
  status: number;
  headers: Headers;
  json: Shown & { data: Shown[]; nextCursor: string };
}

/** A whole door with its quarantine, and hands to fill it. */
export interface Quarantine {
  door: Door;
  test: TestDatabase;
  database: Database;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** Sends items on the SDK wire, in one batch. */
  send(batch: unknown[], more?: object): Promise<void>;
  /** Publishes records as another producer or a consumer might. */
  publish(...messages: StoredMessage[]): Promise<void>;
  /** A letter of a consumer for a record with these bytes. */
  consumerLetter(bytes: Buffer, given?: Partial<DeadLetter>): StoredMessage;
  letters(query?: string): Promise<[Shown, ...Shown[]]>;
  /** Begins an operation and gives it when it has ended. */
  settle(path: 'replay' | 'discard', body: object): Promise<Shown>;
  accepted(): Promise<AcceptedEvent[]>;
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** @param subscribe adds consumers of the test's own, before the bus starts */
export async function aQuarantine(
  subscribe?: (bus: EventBus, database: Database) => void,
): Promise<Quarantine> {
  const test = await testDatabase(...doorPlans);
  const door = await aRunningDoor(test, {
    subscribe: (bus) => subscribe?.(bus, test.database),
    watched: [topics.events],
  });
  const key = await door.workspace.bearer();
  const call: Quarantine['call'] = async (method, path, body, headers = {}) => {
    const answer = await fetch(`${door.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      json: JSON.parse((await answer.text()) || '{}'),
    };
  };
  const quarantine: Quarantine = {
    door,
    test,
    database: test.database,
    call,
    send: async (batch, more = {}) => {
      await fetch(`${door.url}/v1/batch`, {
        method: 'POST',
        body: JSON.stringify({ writeKey: door.workspace.writeKey, batch, ...more }),
      });
      await caughtUp(door.bus);
    },
    publish: async (...messages) => {
      await test.database.newTransaction((tx) => door.bus.publish(messages, tx));
      await caughtUp(door.bus);
    },
    consumerLetter: (bytes, given = {}) => {
      const letter: DeadLetter = {
        v: 1,
        id: newId(),
        origin: 'consumer',
        workspaceId: door.workspace.workspaceId,
        sourceId: null,
        messageId: null,
        code: 'poison',
        field: null,
        message: 'TypeError: as ever',
        topic: 'rapport.sends.v1',
        partition: 3,
        offset: '12',
        consumerGroup: 'rapport.test.sends',
        attempts: 3,
        key: 'k',
        headers: { workspace: door.workspace.workspaceId },
        build: '1.2.3',
        payload: bytes.toString('base64'),
        receivedAt: '2026-11-25T12:00:00.000Z',
        ...given,
      };
      return { topic: 'rapport.dead-letters.v1', key: 'k', value: JSON.stringify(letter) };
    },
    letters: async (query = '') =>
      (await call('GET', `/dead-letters?limit=100${query}`)).json.data as [Shown, ...Shown[]],
    settle: async (path, body) => {
      const begun = await call('POST', `/dead-letters/${path}`, body);
      if (begun.status !== 202) throw new Error(`${begun.status} ${JSON.stringify(begun.json)}`);
      const location = begun.headers.get('location')?.replace('/api/v1', '') ?? '';
      const ended = await call('GET', location, undefined, { prefer: 'wait=30' });
      await caughtUp(door.bus);
      return ended.json;
    },
    accepted: () => door.accepted(),
    caughtUp: () => caughtUp(door.bus),
    close: () => door.close(),
  };
  return quarantine;
}

export const letterId = (uuid: string): string => publicId('dlt', uuid);
