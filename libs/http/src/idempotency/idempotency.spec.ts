import { Body, Controller, HttpCode, Inject, Module, Param, Post, Res } from '@nestjs/common';
import { CurrentWorkspace, RequireScopes } from '@rapport/access';
import { Database, DatabaseModule, enableWorkspaceRls } from '@rapport/database';
import { FixedClock, ProblemError } from '@rapport/kernel';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import { IsOptional, IsString } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIdempotencyKeys } from './create-idempotency-keys.js';
import { onceCommitted } from './once-committed.js';

class CreateOrders1764100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('CREATE TABLE messaging.orders (workspace_id uuid NOT NULL, name text NOT NULL)');
    await enableWorkspaceRls(queryRunner, 'messaging.orders');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE messaging.orders');
  }
}

class OrderBody {
  @IsString() name: string;
  @IsOptional() @IsString() then?: string;
}

const gates: { entered: () => void; leave: Promise<void> }[] = [];

@Controller('api/v1/orders')
class OrdersController {
  constructor(@Inject(Database) private readonly database: Database) {}

  @Post() @HttpCode(202) @RequireScopes('messages:send') async create(
    @Body() body: OrderBody,
    @CurrentWorkspace() workspaceId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    await this.database.inWorkspace(workspaceId, (tx) =>
      tx.query('INSERT INTO messaging.orders VALUES ($1, $2)', [workspaceId, body.name]),
    );
    const gate = gates.shift();
    gate?.entered();
    await gate?.leave;
    if (body.then === 'refuse') throw new ProblemError('state_conflict');
    if (body.then === 'break') throw new Error('defect');
    if (body.then === 'look') {
      await onceCommitted(async () => {
        const rows = await this.database.query('SELECT 1 FROM messaging.orders WHERE name = $1', [body.name]);
        void reply.header('seen', rows.length);
      });
    }
    void reply.header('location', `/api/v1/orders/${body.name}`);
    return { name: body.name, secret: 'sk_once' };
  }

  @Post(':id/cancel') @RequireScopes('messages:send') cancel(@Param('id') id: string) {
    return { cancelled: id };
  }
}
@Module({
  imports: [
    DatabaseModule.forService({
      service: 'messaging',
      migrations: [CreateOrders1764100000000, createIdempotencyKeys('messaging')],
    }),
  ],
  controllers: [OrdersController],
})
class OrdersModule {}

describe('Idempotency-Key', () => {
  let test: TestDatabase;
  let running: TestApp;
  let acme: TestWorkspace;
  let bearer: string;
  let messaging: Database;
  const clock = new FixedClock(Date.now());
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, [OrdersModule], { clock });
    acme = await testWorkspace(running.access);
    bearer = await acme.bearer('messages:send');
    messaging = await test.openAs('messaging');
  });
  beforeEach(() => clock.advance(1000));
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  const order = (key: string, body: object, given: { authorization?: string; url?: string } = {}) =>
    running.app.inject({
      method: 'POST',
      url: given.url ?? '/api/v1/orders',
      headers: {
        authorization: given.authorization ?? bearer,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      payload: JSON.stringify(body),
    });
  const ordersNamed = async (name: string): Promise<number> =>
    (await messaging.query('SELECT 1 FROM messaging.orders WHERE name = $1', [name])).length;

  it('replays status, body and location of the first answer, but no secret', async () => {
    const first = await order('k1', { name: 'a' });
    expect([first.statusCode, first.headers['idempotency-replayed']]).toEqual([202, undefined]);
    expect(first.json()).toEqual({ name: 'a', secret: 'sk_once' });
    const again = await order('k1', { name: 'a' });
    expect([again.statusCode, again.headers['idempotency-replayed'], again.headers.location]).toEqual([
      202,
      'true',
      '/api/v1/orders/a',
    ]);
    expect(again.body).toBe('{"name":"a","secret":null}');
    expect(await ordersNamed('a')).toBe(1);
  });

  it('refuses the same key with another body', async () => {
    await order('k2', { name: 'b' });
    const other = await order('k2', { name: 'c' });
    expect([other.statusCode, other.json<{ code: string }>().code]).toEqual([422, 'idempotency_key_reused']);
    expect(await ordersNamed('c')).toBe(0);
  });

  it('keeps credentials, workspaces and paths apart', async () => {
    const stranger = await testWorkspace(running.access);
    const others = [await acme.bearer('*'), await stranger.bearer('*')];
    for (const authorization of [bearer, ...others]) await order('k3', { name: 'd' }, { authorization });
    expect(await ordersNamed('d')).toBe(3);
    const [one, two] = [
      await order('k3', {}, { url: '/api/v1/orders/1/cancel' }),
      await order('k3', {}, { url: '/api/v1/orders/2/cancel' }),
    ];
    expect([one.json(), two.json()]).toEqual([{ cancelled: '1' }, { cancelled: '2' }]);
  });

  it('lets one of many concurrent calls through and sends the others away', async () => {
    let leave = (): void => undefined;
    const entered = new Promise<void>((resolve) => {
      gates.push({ entered: resolve, leave: new Promise((go) => (leave = go)) });
    });
    const first = order('k4', { name: 'e' });
    await entered;
    const others = await Promise.all(Array.from({ length: 5 }, () => order('k4', { name: 'e' })));
    expect(others.map((other) => other.json<{ code: string }>().code)).toEqual(
      Array.from({ length: 5 }, () => 'idempotency_in_progress'),
    );
    expect(others[0]?.headers['retry-after']).toBe('1');
    leave();
    expect((await first).statusCode).toBe(202);
    expect((await order('k4', { name: 'e' })).headers['idempotency-replayed']).toBe('true');
    expect(await ordersNamed('e')).toBe(1);
  });

  it.each(['refuse', 'break'])(
    'undoes the effect and frees the key after a request that had to %s',
    async (then) => {
      const failed = await order(`k5-${then}`, { name: `f-${then}`, then });
      expect(failed.statusCode).toBeGreaterThanOrEqual(400);
      expect(await ordersNamed(`f-${then}`)).toBe(0);
      expect((await order(`k5-${then}`, { name: `f-${then}` })).statusCode).toBe(202);
      expect(await ordersNamed(`f-${then}`)).toBe(1);
    },
  );

  it('forgets after 24 hours', async () => {
    await order('k6', { name: 'g' });
    clock.advance(24 * 3_600_000);
    expect((await order('k6', { name: 'g' })).headers['idempotency-replayed']).toBeUndefined();
    expect(await ordersNamed('g')).toBe(2);
  });

  it('runs what waits for the commit after it, with and without a key', async () => {
    expect((await order('k7', { name: 'h', then: 'look' })).headers.seen).toBe('1');
    const plain = await running.app.inject({
      method: 'POST',
      url: '/api/v1/orders',
      headers: { authorization: bearer, 'content-type': 'application/json' },
      payload: JSON.stringify({ name: 'i', then: 'look' }),
    });
    expect(plain.headers.seen).toBe('1');
  });

  it('wants 1 to 255 printable characters', async () => {
    for (const key of ['k'.repeat(256), 'kéy']) {
      const response = await order(key, { name: 'j' });
      expect([response.statusCode, response.json<{ errors: object[] }>().errors[0]]).toEqual([
        400,
        expect.objectContaining({ field: 'header.idempotency-key', rule: 'pattern' }),
      ]);
    }
    expect((await order('', { name: 'j' })).statusCode).toBe(400);
  });
});
