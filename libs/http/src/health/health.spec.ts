import { Module } from '@nestjs/common';
import { EventBus, type SubscriptionHealth } from '@rapport/event-bus';
import { type TestApp, testApp, type TestDatabase, testDatabase } from '@rapport/testing';
import { consumersCheck } from './bus-readiness.js';
import { HealthChecks } from './health-checks.js';

const now = 1_000_000;
const consumer = (given: Partial<SubscriptionHealth>): SubscriptionHealth => ({
  group: 'rapport.profiles.apply',
  topic: 'rapport.events.v1',
  joined: true,
  halted: null,
  lag: 0,
  progressAt: now,
  oldestMs: 0,
  handled: 0,
  deadLettered: 0,
  ...given,
});

describe('readiness of consumers', () => {
  it.each([
    ['idle for hours', { progressAt: 0 }, true],
    ['behind but moving', { lag: 9, progressAt: now - 1000 }, true],
    ['behind and stuck', { lag: 9, progressAt: now - 61_000 }, false],
    ['not joined', { joined: false }, false],
    ['halted by a defect', { halted: 'undefined column' }, false],
  ])('a consumer that is %s', (_, given, ok) => {
    expect(consumersCheck([consumer({}), consumer(given)], now).ok).toBe(ok);
  });
});

describe('health', () => {
  let test: TestDatabase;
  let running: TestApp;
  beforeAll(async () => {
    test = await testDatabase();
    const database = await test.openAs('profiles');
    @Module({})
    class ConsumerModule {
      constructor(bus: EventBus) {
        const handle = (): Promise<void> => Promise.resolve();
        bus.subscribe({ group: 'rapport.profiles.test', topic: 'rapport.events.v1', database, handle });
      }
    }
    running = await testApp(test, [ConsumerModule]);
  });
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  it('is asked without a credential and names its checks', async () => {
    expect((await running.app.inject('/healthz')).json()).toEqual({ status: 'ok' });
    const ready = await running.app.inject('/readyz');
    expect(ready.statusCode).toBe(200);
    expect(ready.json<{ checks: { id: string }[] }>().checks.map(({ id }) => id)).toEqual([
      'database',
      'migrations',
      'bus',
      'consumers',
    ]);
    const metrics = await running.app.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toContain(
      'rapport_stage_lag_records{group="rapport.profiles.test",topic="rapport.events.v1"} 0',
    );
    expect(metrics.body).toContain(
      'rapport_http_request_seconds_bucket{le="0.002",method="GET",route="/healthz",status="200"}',
    );
  });

  it('is not ready while one check fails or does not answer in time', async () => {
    const checks = running.app.get(HealthChecks);
    checks.register('mine', () => Promise.reject(new Error('disk is full')));
    const ready = await running.app.inject('/readyz');
    expect([ready.statusCode, ready.json<{ status: string }>().status]).toEqual([503, 'not_ready']);
    expect(ready.body).toContain('disk is full');
    checks.register('mine', () => ({ ok: true, detail: 'fine' }));
    expect((await running.app.inject('/readyz')).statusCode).toBe(200);
  });
});
