import {
  Body,
  Controller,
  HttpCode,
  Inject,
  Injectable,
  Module,
  type OnModuleInit,
  Post,
  Res,
  type BeforeApplicationShutdown,
} from '@nestjs/common';
import { type Caller, actorOf, CurrentCaller, CurrentWorkspace, RequireScopes } from '@rapport/access';
import { Database, DatabaseModule } from '@rapport/database';
import { newId, ProblemError, publicId } from '@rapport/kernel';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
  until,
} from '@rapport/testing';
import { IsObject } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { EntityManager, MigrationInterface, QueryRunner } from 'typeorm';
import { createIdempotencyKeys } from '../idempotency/create-idempotency-keys.js';
import { createOperations } from './create-operations.js';
import { answerStarted } from './operation.answers.js';
import { operationProviders } from './operation.providers.js';
import { OperationRunner } from './operation-runner.js';
import type { Operation, OperationKind, Slice } from './operation.js';
import { operationsController } from './operations.controller.js';
import { StartOperation } from './start-operation.js';

class CreateCounts1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      'CREATE TABLE messaging.counts (operation uuid NOT NULL, number integer NOT NULL)',
    );
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE messaging.counts');
  }
}
const migrations = [
  CreateCounts1764100000000,
  createIdempotencyKeys('messaging'),
  createOperations('messaging'),
];

interface Count {
  to: number;
  perSlice?: number;
  pauseMs?: number;
  breakAt?: number;
  refuseAt?: number;
}

/** Slices wait here when a test wants to look at one that is not over. */
const gates: { entered: () => void; leave: Promise<void> }[] = [];
const ended: string[] = [];
/** To be told when the process has begun to stop. */
const stopping: (() => void)[] = [];

@Injectable()
class CountUp implements OperationKind<Count, { at: number }>, OnModuleInit, BeforeApplicationShutdown {
  readonly kind = 'count_up';
  constructor(private readonly runner: OperationRunner) {}

  onModuleInit(): void {
    this.runner.register(this);
  }

  /** Called together with the runner's own. */
  beforeApplicationShutdown(): void {
    for (const tell of stopping.splice(0)) tell();
  }

  async runSlice(
    { id, input, cursor }: Operation<Count, { at: number }>,
    tx: EntityManager,
  ): Promise<Slice<{ at: number }>> {
    const from = cursor?.at ?? 0;
    const to = Math.min(from + (input.perSlice ?? 10), input.to);
    await tx.query('INSERT INTO messaging.counts SELECT $1, n FROM generate_series($2::int, $3::int) n', [
      id,
      from + 1,
      to,
    ]);
    const gate = gates.shift();
    gate?.entered();
    await gate?.leave;
    if (input.breakAt !== undefined && to >= input.breakAt) throw new TypeError('no such thing');
    if (input.refuseAt !== undefined && to >= input.refuseAt) throw new ProblemError('unknown_ref');
    const progress = { done: to, total: input.to };
    if (to === input.to) return { outcome: 'succeeded', progress, result: { counted: to } };
    return { outcome: 'more', cursor: { at: to }, progress, pauseMs: input.pauseMs };
  }

  async ended({ state }: Operation): Promise<void> {
    ended.push(state);
  }
}

class CountBody {
  @IsObject() input: Count;
}

@Controller('api/v1/counts')
class CountsController {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly start: StartOperation,
  ) {}

  @Post() @HttpCode(202) @RequireScopes('messages:send') async create(
    @Body() body: CountBody,
    @CurrentWorkspace() workspaceId: string,
    @CurrentCaller() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const operation = await this.database.inWorkspace(workspaceId, (tx) =>
      this.start.execute(
        {
          workspaceId,
          kind: 'count_up',
          subject: { kind: 'counts', id: null },
          input: body.input,
          total: body.input.to,
          createdBy: actorOf(caller),
        },
        tx,
      ),
    );
    return answerStarted(reply, 'messaging', operation);
  }
}

@Module({
  imports: [DatabaseModule.forService({ service: 'messaging', migrations })],
  controllers: [CountsController, operationsController('messaging')],
  providers: [...operationProviders, CountUp],
})
class CountsModule {}

describe('operations', () => {
  let test: TestDatabase;
  let running: TestApp;
  let workspace: TestWorkspace;
  let key: string;

  beforeAll(async () => {
    test = await testDatabase({ owner: 'messaging', migrations });
    running = await testApp(test, [CountsModule]);
    workspace = await testWorkspace(running.access);
    key = await workspace.bearer();
  });
  afterAll(async () => {
    await running.close();
    await test.close();
  });
  beforeEach(() => ended.splice(0));

  const call = async (method: 'GET' | 'POST', url: string, body?: object, headers: object = {}) => {
    const answer = await running.app.inject({
      method,
      url,
      headers: { authorization: key, ...headers },
      ...(body && { payload: body }),
    });
    return { status: answer.statusCode, headers: answer.headers, json: JSON.parse(answer.body || '{}') };
  };
  const begin = async (input: Count, headers: object = {}): Promise<string> =>
    String((await call('POST', '/api/v1/counts', { input }, headers)).headers.location);
  const finished = async (location: string) =>
    (await call('GET', location, undefined, { prefer: 'wait=20' })).json;
  const counted = async (): Promise<number[]> =>
    (await test.database.query<{ number: number }>('SELECT number FROM messaging.counts ORDER BY 1')).map(
      ({ number }) => number,
    );
  const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);
  afterEach(() => test.database.query('TRUNCATE messaging.counts'));

  const gate = () => {
    let entered!: () => void;
    let leave!: () => void;
    const isEntered = new Promise<void>((resolve) => (entered = resolve));
    gates.push({ entered, leave: new Promise((resolve) => (leave = resolve)) });
    return { isEntered, leave };
  };

  it('answer 202 with the whole shape and where to follow them, and end with their result', async () => {
    const answer = await call('POST', '/api/v1/counts', { input: { to: 25 } });
    expect(answer.status).toBe(202);
    expect(answer.headers.location).toBe(`/api/v1/operations/messaging/${answer.json.id}`);
    expect(answer.json).toEqual({
      id: expect.stringMatching(/^opr_[0-9a-z]{26}$/),
      kind: 'count_up',
      state: 'pending',
      progress: { done: 0, total: 25 },
      result: null,
      error: null,
      subject: { kind: 'counts', id: null },
      createdAt: expect.any(String),
      createdBy: { kind: 'api_key', id: expect.stringMatching(/^key_/), name: 'Test key' },
      startedAt: null,
      finishedAt: null,
    });
    expect(await finished(String(answer.headers.location))).toMatchObject({
      state: 'succeeded',
      progress: { done: 25, total: 25 },
      result: { counted: 25 },
      startedAt: expect.any(String),
      finishedAt: expect.any(String),
    });
    expect(await counted()).toEqual(upTo(25));
    expect(ended).toEqual(['succeeded']);
  });

  it('begin once under one Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'once' };
    const location = await begin({ to: 5 }, headers);
    expect(await begin({ to: 5 }, headers)).toBe(location);
    await finished(location);
    expect(await counted()).toEqual(upTo(5));
  });

  it('go on from the stored place when another instance takes them over, and undo what the first had in hand', async () => {
    const stuck = gate();
    const location = await begin({ to: 30 });
    await stuck.isEntered;
    await test.database.query(`UPDATE messaging.operations SET due_at = now() WHERE state = 'running'`);
    const second = await testApp(test, [CountsModule]);
    expect(await finished(location)).toMatchObject({ state: 'succeeded', result: { counted: 30 } });
    stuck.leave();
    await second.close();
    await running.close();
    running = await testApp(test, [CountsModule]);
    expect(await counted()).toEqual(upTo(30));
  });

  it('finish the slice in hand when the process stops, and go on after its restart', async () => {
    const slow = gate();
    const location = await begin({ to: 30 });
    await slow.isEntered;
    const isStopping = new Promise<void>((resolve) => stopping.push(resolve));
    const closed = running.close();
    await isStopping;
    slow.leave();
    await closed;
    const [row] = await test.database.query<{ state: string; lease: string | null }>(
      'SELECT state, lease FROM messaging.operations ORDER BY id DESC LIMIT 1',
    );
    const before = await counted();
    running = await testApp(test, [CountsModule]);
    expect(row).toEqual({ state: 'running', lease: null });
    expect(before).toEqual(upTo(10));
    expect(await finished(location)).toMatchObject({ state: 'succeeded' });
    expect(await counted()).toEqual(upTo(30));
  });

  it('begin nothing with a claim that comes back after the process has begun to stop', async () => {
    const done = await begin({ to: 5 });
    await finished(done);
    await test.database.query('TRUNCATE messaging.counts');
    const { closing } = await test.database.newTransaction(async (tx) => {
      // Every look for something to do waits behind this lock, until there is something.
      await tx.query('LOCK TABLE messaging.operations IN ACCESS EXCLUSIVE MODE');
      await until('a look waits behind the lock', async () => {
        const [look] = await tx.query<{ waiting: boolean }[]>(
          `SELECT EXISTS (
             SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
              WHERE d.datname = current_database() AND l.relation = 'messaging.operations'::regclass AND NOT l.granted
           ) AS waiting`,
        );
        return look?.waiting || undefined;
      });
      const isStopping = new Promise<void>((resolve) => stopping.push(resolve));
      const closing = running.close();
      await isStopping;
      await tx.query(
        `UPDATE messaging.operations SET state = 'pending', cursor = NULL, finished_at = NULL, due_at = now()
          WHERE id = (SELECT id FROM messaging.operations ORDER BY id DESC LIMIT 1)`,
      );
      return { closing };
    });
    await closing;
    const before = await counted();
    running = await testApp(test, [CountsModule]);
    expect(before).toEqual([]);
    expect(await finished(done)).toMatchObject({ state: 'succeeded', result: { counted: 5 } });
    expect(await counted()).toEqual(upTo(5));
  });

  it('do one slice per pause', async () => {
    const location = await begin({ to: 3, perSlice: 1, pauseMs: 3_600_000 });
    while ((await counted()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await call('POST', `${location}/cancel`);
    expect(await finished(location)).toMatchObject({ state: 'cancelled', progress: { done: 1, total: 3 } });
    expect(await counted()).toEqual([1]);
  });

  it('are cancelled after the slice in hand, and what was done stays', async () => {
    const slow = gate();
    const location = await begin({ to: 30 });
    await slow.isEntered;
    expect(await call('POST', `${location}/cancel`)).toMatchObject({
      status: 200,
      json: { state: 'running' },
    });
    slow.leave();
    expect(await finished(location)).toMatchObject({ state: 'cancelled', result: null, error: null });
    expect(await counted()).toEqual(upTo(10));
    expect(ended).toEqual(['cancelled']);
    expect(await call('POST', `${location}/cancel`)).toMatchObject({
      status: 409,
      json: { code: 'state_conflict' },
    });
  });

  it('fail with the code of an expected refusal, and undo that slice', async () => {
    const location = await begin({ to: 30, refuseAt: 20 });
    expect(await finished(location)).toMatchObject({
      state: 'failed',
      progress: { done: 10, total: 30 },
      error: {
        severity: 'error',
        code: 'unknown_ref',
        field: null,
        message: 'A reference points to nothing',
      },
    });
    expect(await counted()).toEqual(upTo(10));
  });

  it('fail after three attempts at what can never work, and say nothing of the defect', async () => {
    const location = await begin({ to: 30, breakAt: 20 });
    expect(await finished(location)).toMatchObject({ state: 'failed', error: { code: 'internal' } });
    expect(await counted()).toEqual(upTo(10));
  });

  it('are listed newest first, by state and kind, page by page', async () => {
    const list = async (query: string) => (await call('GET', `/api/v1/operations/messaging${query}`)).json;
    await finished(await begin({ to: 1 }));
    const first = await list('?limit=2&state=succeeded&kind=count_up');
    expect(first.data).toHaveLength(2);
    const second = await list(`?limit=2&state=succeeded&kind=count_up&cursor=${first.nextCursor}`);
    const ids = [...first.data, ...second.data].map(({ id }: { id: string }) => id);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect((await list('?kind=nothing')).data).toEqual([]);
    expect(await list(`?cursor=${first.nextCursor}`)).toMatchObject({ code: 'invalid_cursor' });
    expect(await list('?state=odd')).toMatchObject({ code: 'validation_failed' });
    expect(await list('?what=1')).toMatchObject({ code: 'unknown_parameter' });
  });

  it('of another workspace do not exist', async () => {
    const location = await begin({ to: 1 });
    const other = await testWorkspace(running.access);
    const headers = { authorization: await other.bearer() };
    const absent = `/api/v1/operations/messaging/${publicId('opr', newId())}`;
    for (const path of [location, absent, '/api/v1/operations/messaging/nonsense']) {
      expect((await call('GET', path, undefined, headers)).status).toBe(404);
      expect((await call('POST', `${path}/cancel`, undefined, headers)).status).toBe(404);
    }
    expect((await call('GET', '/api/v1/operations/messaging', undefined, headers)).json.data).toEqual([]);
  });
});
