import type { AddressInfo } from 'node:net';
import { type AcceptedEvent, topics } from '@rapport/contracts';
import { grantsToServices } from '@rapport/database';
import { busMigrations, createEventBus, type EventBus } from '@rapport/event-bus';
import { type Clock, systemClock } from '@rapport/kernel';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { profilesMigrations } from '../persistence/migrations.js';
import { ProfilesModule } from '../profiles.module.js';
import type { ImportView } from './import.view.js';
import type { ColumnMapping } from './domain/mapping.js';

export interface Answer<Json = Record<string, never>> {
  status: number;
  headers: Headers;
  text: string;
  json: Json;
}

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Profiles as a process of its own, on a real socket, over the embedded bus. */
export class ImportRoom {
  private constructor(
    readonly store: TestDatabase,
    readonly running: TestApp,
    readonly bus: EventBus,
    readonly url: string,
    /** What stands on `rapport.events.v1`. */
    readonly published: readonly AcceptedEvent[],
  ) {}

  static async open(given: { store?: TestDatabase; clock?: Clock } = {}): Promise<ImportRoom> {
    const store = given.store ?? (await ImportRoom.database());
    const clock = given.clock ?? systemClock;
    const bus = await createEventBus({
      kind: 'embedded',
      database: await store.openAs('bus'),
      clock,
      log: silent,
      onFatal: (error) => {
        throw error;
      },
    });
    const published: AcceptedEvent[] = [];
    bus.subscribe({
      group: 'rapport.test.published',
      topic: topics.events,
      database: store.database,
      handle: async (records) => {
        for (const { value } of records) published.push(JSON.parse(value ?? '') as AcceptedEvent);
      },
    });
    const running = await testApp(store, [ProfilesModule], { bus, clock });
    await running.app.listen(0, '127.0.0.1');
    const { port } = running.app.getHttpServer().address() as AddressInfo;
    return new ImportRoom(store, running, bus, `http://127.0.0.1:${port}`, published);
  }

  static async database(): Promise<TestDatabase> {
    return testDatabase(
      { owner: 'profiles', migrations: profilesMigrations },
      { owner: 'bus', migrations: busMigrations, grants: grantsToServices('SELECT, INSERT, UPDATE, DELETE') },
    );
  }

  async shop(): Promise<Shop> {
    return this.shopOf(await testWorkspace(this.running.access));
  }

  /** Of a workspace that another process has made. */
  async shopOf(workspace: TestWorkspace): Promise<Shop> {
    return new Shop(this, workspace, await workspace.bearer('*'));
  }

  async rows<Row>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.store.database.query<Row>(sql, parameters);
  }

  /** The process ends in good order. */
  async stop(): Promise<void> {
    await this.running.close();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.store.close();
  }
}

/** One workspace, with a key that may do everything. */
export class Shop {
  constructor(
    private readonly room: ImportRoom,
    readonly workspace: TestWorkspace,
    readonly bearer: string,
  ) {}

  async call<Json>(
    method: string,
    path: string,
    body?: string | Uint8Array | FormData | ReadableStream | object,
    headers: Record<string, string> = {},
  ): Promise<Answer<Json>> {
    const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const stream = body instanceof ReadableStream;
    const answer = await fetch(`${this.room.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: this.bearer,
        ...(body !== undefined && !raw && !stream && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || raw || stream ? (body as string) : JSON.stringify(body),
      ...(stream && { duplex: 'half' }),
    });
    const text = await answer.text();
    const isJson = (answer.headers.get('content-type') ?? '').includes('json');
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: (isJson ? JSON.parse(text) : {}) as Json,
    };
  }

  async upload(
    file: string | Uint8Array,
    kind = 'profiles',
    type = 'text/csv',
  ): Promise<
    Answer<ImportView & { errors: { field: string; rule: string; message: string }[]; code: string }>
  > {
    return this.call('POST', `/imports?kind=${kind}`, file, { 'content-type': type });
  }

  async map(
    id: string,
    columns: (Partial<ColumnMapping> & { column: string; to: string })[],
    more: object = {},
  ) {
    return this.call<ImportView & { errors: { field: string; rule: string }[] }>(
      'PUT',
      `/imports/${id}/mapping`,
      {
        columns,
        ...more,
      },
    );
  }

  /** Starts it and waits for its end. */
  async run(id: string, body: object = {}): Promise<ImportView> {
    const started = await this.call<{ id: string }>('POST', `/imports/${id}/start`, body);
    if (started.status !== 202) throw new Error(started.text);
    for (let waits = 0; waits < 4; waits++) {
      const { json } = await this.call<{ finishedAt: string | null }>(
        'GET',
        `/operations/profiles/${started.json.id}`,
        undefined,
        { prefer: 'wait=30' },
      );
      if (json.finishedAt) return (await this.call<ImportView>('GET', `/imports/${id}`)).json;
    }
    throw new Error('the import does not end');
  }

  /** Uploads, takes the mapping that was guessed, and imports. */
  async import(file: string, kind = 'profiles', body: object = {}): Promise<ImportView> {
    const { json } = await this.upload(file, kind, kind === 'events' ? 'application/x-ndjson' : 'text/csv');
    if (json.guess) await this.call('PUT', `/imports/${json.id}/mapping`, json.guess);
    return this.run(json.id, body);
  }

  async profile(
    ref: string,
  ): Promise<{ traits: Record<string, unknown>; userId: string | null; email: string | null }> {
    await this.applied();
    return (
      await this.call<{ traits: Record<string, unknown>; userId: string | null; email: string | null }>(
        'GET',
        `/profiles/${encodeURIComponent(ref)}`,
      )
    ).json;
  }

  /** Everything published has been applied. */
  async applied(): Promise<void> {
    const deadline = Date.now() + 30_000;
    while ((await this.room.bus.health()).subscriptions.some(({ lag }) => lag > 0)) {
      if (Date.now() > deadline) throw new Error('the consumers do not catch up');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async events(): Promise<number> {
    await this.applied();
    const [row] = await this.room.rows<{ count: number }>(
      'SELECT count(*)::int AS count FROM profiles.events WHERE workspace_id = $1',
      [this.workspace.workspaceId],
    );
    return row?.count ?? 0;
  }
}
