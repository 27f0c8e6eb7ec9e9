import { systemClock } from '@rapport/kernel';
import { Registry } from 'prom-client';
import { aDoor, writeKey } from '../wire/wire.spec-support.js';
import type { Door } from '../wire/wire.spec-support.js';
import { Breaker } from './domain/breaker.js';
import { SandboxPool } from './sandbox/sandbox-pool.js';
import { TransformMetrics } from './transform-metrics.js';
import { TransformStage } from './transform-stage.js';

const registry = new Registry();
const breaker = new Breaker();
const metrics = new TransformMetrics(registry);
const doors: Door[] = [];
const pools: SandboxPool[] = [];

async function aDoorWith(code: string, key = code): Promise<Door & { pool: SandboxPool }> {
  const pool = new SandboxPool();
  const chain = [{ key, code, name: 'Tidy', version: 1 }];
  const stage = new TransformStage(chain, { pool, breaker, metrics, clock: systemClock });
  const door = await aDoor(undefined, [{ stageOf: () => stage }]);
  doors.push(door);
  pools.push(pool);
  return { ...door, pool };
}
afterEach(async () => {
  for (const door of doors.splice(0)) await door.close();
  for (const pool of pools.splice(0)) await pool.onApplicationShutdown();
});

const send = (door: Door, ...batch: object[]) =>
  door.send('POST', '/v1/batch', {}, JSON.stringify({ writeKey, batch }));
const track = (given: object = {}) => ({ type: 'track', event: 'Order', userId: 'u1', ...given });

describe('the transforms of a source', () => {
  it('are halted after they ran into their limits often, and lose nothing meanwhile', async () => {
    const door = await aDoorWith('(e) => e', 'slow:1');
    for (let i = 0; i < 20; i++) breaker.note('slow:1', true, systemClock.now());
    const answer = await send(door, track({ messageId: 'm1' }));
    expect(answer.json.rejected).toMatchObject([
      { code: 'transform_failed', message: expect.stringContaining('Transform “Tidy” version 1: is halted') },
    ]);
    const [letter] = door.bus.deadLetters;
    expect(JSON.parse(Buffer.from(letter?.payload ?? '', 'base64').toString())).toEqual(
      track({ messageId: 'm1' }),
    );
  });

  it('answer 503 and store nothing when no thread can run them', async () => {
    const door = await aDoorWith('(e) => e');
    await door.pool.onApplicationShutdown();
    const answer = await send(door, track());
    expect([answer.status, answer.headers['x-refused']]).toEqual([503, 'admission']);
    expect(answer.headers['retry-after']).toMatch(/^[1-9]\d*$/);
    expect(door.bus.messages).toEqual([]);
  });

  it('judge before and after: what the door refuses never reaches them', async () => {
    const door = await aDoorWith('() => null');
    const answer = await send(
      door,
      track({ userId: null }),
      track({ properties: { constructor: 1 } }),
      track(),
    );
    expect((answer.json.rejected as { code: string }[]).map(({ code }) => code)).toEqual([
      'no_identity',
      'forbidden_key',
      'dropped_by_transform',
    ]);
  });

  it('show one workspace nothing of another, though they share a thread', async () => {
    const code = `(e) => { const had = globalThis.kept ?? null; globalThis.kept = e.userId; e.properties = { had }; return e; }`;
    const pool = new SandboxPool();
    pools.push(pool);
    const order = (workspaceId: string) => ({
      workspaceId,
      chain: [{ key: 'shared', code }],
      events: [JSON.stringify({ userId: workspaceId })],
      nowMs: 0,
      capture: false,
    });
    for (const workspaceId of ['a', 'b', 'a', 'b']) {
      const { results } = await pool.run(order(workspaceId));
      expect(results).toEqual([
        { kind: 'events', texts: [JSON.stringify({ userId: workspaceId, properties: { had: null } })] },
      ]);
    }
  });

  it('are counted by what became of the events', async () => {
    registry.resetMetrics();
    const door = await aDoorWith(
      `(e) => ({ same: e, change: { ...e, category: 'x' }, split: [e, e], drop: null, bad: { ...e, userId: '' }, none: undefined })[e.event]`,
    );
    await send(door, ...['same', 'change', 'split', 'drop', 'bad', 'none'].map((event) => track({ event })));
    const text = await registry.metrics();
    for (const line of [
      'runs_total{outcome="same"} 1',
      'runs_total{outcome="changed"} 2',
      'runs_total{outcome="split"} 1',
      'runs_total{outcome="dropped"} 1',
      'runs_total{outcome="failed"} 1',
      'failures_total{kind="returned"} 1',
      'failures_total{kind="invalid"} 1',
    ]) {
      expect(text).toContain(`rapport_ingestion_transform_${line}`);
    }
  });
});
