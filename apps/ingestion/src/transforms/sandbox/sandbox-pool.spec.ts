import { SandboxPool } from './sandbox-pool.js';
import type { SandboxResult } from './sandbox-protocol.js';

const pool = new SandboxPool();
afterAll(() => pool.onApplicationShutdown());

let keys = 0;
async function runAll(code: string | string[], events: unknown[], capture = false) {
  const chain = [code].flat().map((one) => ({ key: `test:${++keys}`, code: one }));
  const texts = events.map((event) => JSON.stringify(event));
  const nowMs = Date.parse('2026-03-29T01:30:00.000Z');
  return pool.run({ workspaceId: 'w1', chain, events: texts, nowMs, capture });
}
async function run(code: string | string[], event: unknown = { type: 'track', properties: { a: 1 } }) {
  const { results } = await runAll(code, [event]);
  return results[0] as SandboxResult;
}
const eventsOf = (result: SandboxResult): unknown[] =>
  result.kind === 'events' ? result.texts.map((text) => JSON.parse(text) as unknown) : [result];
const failureOf = (result: SandboxResult) => (result.kind === 'failed' ? result.failure : result);

describe('the sandbox', () => {
  it('takes the last expression for the function, or one that is called transform', async () => {
    for (const code of [
      '(event) => ({ ...event, done: 1 })',
      'const more = { done: 1 };\n(event) => ({ ...event, ...more });',
      'function transform(event) { event.done = 1; return event; }',
      'const transform = (event) => { event.done = 1; return event; };',
    ]) {
      expect(eventsOf(await run(code, { type: 'track' }))).toEqual([{ type: 'track', done: 1 }]);
    }
  });

  it('tells what came out: the same, nothing, another, several', async () => {
    expect(await run('(event) => event')).toEqual({ kind: 'same' });
    expect(await run('() => null')).toEqual({ kind: 'dropped', position: 0 });
    expect(await run('() => []')).toEqual({ kind: 'dropped', position: 0 });
    expect(eventsOf(await run('(e) => [e, { n: 2 }]', { n: 1 }))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('hands the result of one function to the next, each event of a split by itself', async () => {
    const chain = [
      '(e) => [{ ...e, n: 1 }, { ...e, n: 2 }]',
      '(e) => (e.n === 1 ? null : { ...e, last: true })',
    ];
    expect(eventsOf(await run(chain, {}))).toEqual([{ n: 2, last: true }]);
    expect(await run(['(e) => e', '(e) => null'])).toEqual({ kind: 'dropped', position: 1 });
  });

  it('keeps what is logged, in bounds, when asked to', async () => {
    const code = `(e) => { console.log('got', e, [1]); for (let i = 0; i < 1000; i++) console.warn('x'.repeat(9999)); return e; }`;
    const { logs } = await runAll(code, [{ a: 1 }], true);
    expect(logs[0]).toBe('got {"a":1} [1]');
    expect([logs.length, logs[1]?.length]).toEqual([50, 500]);
    expect((await runAll(code, [{ a: 1 }])).logs).toEqual([]);
  });

  it('stands still in time: the moment of receipt, in UTC, and no chance', async () => {
    const code = `() => ({ now: Date.now(), date: new Date().toISOString(), hours: new Date().getHours(),
      text: String(new Date(0)), zone: new Date().getTimezoneOffset(), performance: typeof performance })`;
    expect(eventsOf(await run(code))).toEqual([
      {
        now: 1774747800000,
        date: '2026-03-29T01:30:00.000Z',
        hours: 1,
        text: 'Thu Jan 01 1970 00:00:00 GMT+0000',
        zone: 0,
        performance: 'undefined',
      },
    ]);
    expect(failureOf(await run('() => Math.random()'))).toMatchObject({
      detail: 'TypeError: Math.random is not available in a transform',
    });
  });
});

describe('isolation', () => {
  it('shows no event what another left behind, wherever it was left', async () => {
    const code = `
      let count = 0;
      const seen = [];
      (event) => {
        count += 1;
        seen.push(event.n);
        const found = [count, seen.length, globalThis.kept ?? null, {}.polluted ?? null, [].extra ?? null, JSON.mine ?? null];
        globalThis.kept = event;
        Object.prototype.polluted = event.n;
        Array.prototype.extra = event.n;
        JSON.mine = event.n;
        JSON.parse = () => ({ stolen: event });
        Math.max.secret = event.n;
        return { found };
      }`;
    const { results } = await runAll(code, [{ n: 1 }, { n: 2 }, { n: 3 }]);
    for (const result of results)
      expect(eventsOf(result)).toEqual([{ found: [1, 1, null, null, null, null] }]);
  });

  it('leaves a failed event no trace in the next', async () => {
    const code = `let depth = 0; (e) => { globalThis.was = 1; if (e.bad) { const a = []; for (;;) a.push('y'.repeat(1e5)); } return { depth: depth++, was: typeof globalThis.was, n: e.n }; }`;
    const { results } = await runAll(code, [{ n: 1 }, { bad: 1 }, { n: 3 }]);
    expect(results.map((one) => one.kind)).toEqual(['events', 'failed', 'events']);
    expect(eventsOf(results[2] as SandboxResult)).toEqual([{ depth: 0, was: 'number', n: 3 }]);
  });

  it('reaches nothing of the host', async () => {
    const names = [
      'process',
      'require',
      'fetch',
      'WebAssembly',
      'setTimeout',
      'XMLHttpRequest',
      'Worker',
      'Deno',
      'std',
      'os',
    ];
    const code = `() => ({
      typeofs: ${JSON.stringify(names)}.map((name) => typeof globalThis[name]).join(),
      escape: (() => { try { return String((function () {}).constructor('return typeof process')()); } catch (e) { return e.name; } })(),
      viaConsole: (() => { try { return console.log.constructor('return this')() === globalThis || 'strict'; } catch (e) { return e.name; } })(),
    })`;
    const [found] = eventsOf(await run(code)) as { typeofs: string; escape: string; viaConsole: unknown }[];
    expect(new Set(found?.typeofs.split(','))).toEqual(new Set(['undefined']));
    expect(found).toMatchObject({ escape: 'undefined', viaConsole: true });
    expect(failureOf(await run(`import('node:fs'); () => null`))).toEqual({ kind: 'dropped', position: 0 });
    expect(failureOf(await run(`import fs from 'node:fs'; () => null`))).toMatchObject({ kind: 'threw' });
  });
});

describe('what goes wrong', () => {
  it.each([
    ['throw new Error("no plan")', { kind: 'threw', detail: 'Error: no plan', line: 2 }],
    ['return e.missing.field', { kind: 'threw', line: expect.any(Number) }],
    ['throw "text"', { kind: 'threw', detail: 'threw text' }],
    ['throw null', { kind: 'memory' }],
    [
      'throw { get message() { throw 1; } }',
      { kind: 'threw', detail: 'threw something that cannot be described' },
    ],
    ['throw new Proxy({}, { get() { throw 1; } })', { kind: 'threw' }],
    ['const x = new Error("a\\nb\\u2028c\\u0000d"); throw x', { kind: 'threw', detail: 'Error: a b c' }],
    ['throw new Error("y".repeat(1e6))', { kind: 'threw' }],
    ['', { kind: 'returned', detail: 'returned nothing: return the event, or null to drop it' }],
    ['return 5', { kind: 'returned' }],
    ['return "text"', { kind: 'returned' }],
    ['return () => e', { kind: 'returned' }],
    [
      'return Promise.resolve(e)',
      { kind: 'returned', detail: 'returned a promise: a transform cannot be async' },
    ],
    ['return (async () => e)()', { kind: 'returned' }],
    ['return [e, null]', { kind: 'returned' }],
    ['return [[e]]', { kind: 'returned' }],
    ['return new Array(26).fill(e)', { kind: 'returned', detail: 'returned more than 25 events' }],
    ['return new Proxy([], { get: (t, k) => (k === "length" ? 1e9 : e) })', { kind: 'returned' }],
    ['return { toJSON: () => "text" }', { kind: 'returned' }],
    ['return { toJSON: () => undefined }', { kind: 'returned' }],
    ['return { get a() { throw new Error("trap"); } }', { kind: 'threw', detail: 'Error: trap' }],
    ['return { get a() { for (;;); } }', { kind: 'time' }],
    ['return { a: 10n }', { kind: 'threw' }],
    ['const o = {}; o.self = o; return o', { kind: 'threw' }],
    ['return { a: "z".repeat(40000) }', { kind: 'returned', detail: 'returned an event that is too large' }],
    ['return Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => [i, i]))', {}],
    ['for (;;);', { kind: 'time', detail: 'took longer than 250 ms' }],
    ['try { for (;;); } catch { return e; } finally { for (;;); }', { kind: 'time' }],
    ['return /(a+)+$/.test("a".repeat(40) + "b")', { kind: 'time' }],
    ['const a = []; for (;;) a.push({ a: [1] })', {}],
    ['const a = []; for (;;) a.push("q".repeat(1000) + a.length)', {}],
    ['let s = "x"; for (;;) s += s', {}],
    ['return { a: new Uint8Array(1e9).length }', { kind: 'memory' }],
    ['return { a: "x".repeat(2e6).split("") }', {}],
    ['return { a: new Array(1e9).fill(0) }', { kind: 'memory' }],
    ['(function f() { return f() + 1; })()', { kind: 'threw' }],
    ['JSON.parse("[".repeat(1e5))', { kind: 'threw' }],
    ['let p = {}; for (let i = 0; i < 5000; i++) p = new Proxy(p, {}); return p.x', {}],
    ['let a = []; for (let i = 0; i < 5000; i++) a = [a]; return String(a)', {}],
    ['let f = () => 1; for (let i = 0; i < 5000; i++) f = f.bind(null); return f()', {}],
    [
      'Object.defineProperty(Object.prototype, "toJSON", { value: () => "gone" }); return e',
      { kind: 'returned' },
    ],
    ['Error.prepareStackTrace = () => { throw 1; }; throw new Error("x")', { kind: 'threw' }],
    [
      'Array.isArray = () => false; JSON.stringify = () => 5; String.prototype.slice = null; return [1]',
      { kind: 'returned' },
    ],
    ['globalThis.transform = null; delete globalThis.JSON; throw new Error("ok")', { detail: 'Error: ok' }],
  ])('says what and where, and goes on: %s', async (body, expected) => {
    const { results } = await runAll(`(e) => {\n${body}\n}`, [{ type: 'track' }]);
    expect(results[0]).toMatchObject({ kind: 'failed' });
    const failure = failureOf(results[0] as SandboxResult);
    expect(failure).toMatchObject({ position: 0, ...expected });
    expect((failure as { detail: string }).detail.length).toBeLessThanOrEqual(300);
    expect(await run('(e) => e')).toEqual({ kind: 'same' });
  });

  it('says what is wrong with code that cannot be a transform', async () => {
    const check = (code: string) => pool.check('w1', code);
    expect(await check('(e) => e')).toBeNull();
    expect(await check('(e) =>\n { return e; ')).toMatchObject({ kind: 'threw', line: 2 });
    expect(await check('5')).toMatchObject({ detail: expect.stringContaining('is not a function') });
    expect(await check('throw new Error("at once")')).toMatchObject({ detail: 'Error: at once' });
    expect(await check('for (;;);')).toMatchObject({ kind: 'time' });
    expect(await check('')).toMatchObject({ kind: 'threw' });
  });
});

describe('threads', () => {
  it('kills a thread that a built-in holds, blames the event that did it, and runs the others', async () => {
    const code = `(e) => { if (e.bad) for (let i = 0; i < 1e4; i++) 10n ** 300000n; return { m: e.n }; }`;
    const { results } = await runAll(code, [{ n: 1 }, { n: 2, bad: true }, { n: 3 }]);
    expect(results.map((one) => one.kind)).toEqual(['events', 'failed', 'events']);
    expect(failureOf(results[1] as SandboxResult)).toMatchObject({ kind: 'killed' });
    expect(eventsOf(results[2] as SandboxResult)).toEqual([{ m: 3 }]);
  });

  it('never holds up the thread that asks', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await run('() => { for (;;); }');
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('lets a small request pass while a large one of another workspace runs', async () => {
    const order: string[] = [];
    const slow = { key: 'slow', code: '(e) => { for (let i = 0; i < 2e4; i++); return e; }' };
    const ask = (workspaceId: string, count: number) =>
      pool
        .run({
          workspaceId,
          chain: [slow],
          events: new Array<string>(count).fill('{}'),
          nowMs: 0,
          capture: false,
        })
        .then(() => order.push(`${workspaceId}:${count}`));
    await Promise.all([ask('big', 400), ask('big', 300), ask('small', 1)]);
    expect(order[0]).toBe('small:1');
  });

  it('refuses what it has no room for, and says that nothing was written', async () => {
    const order = (count: number) => ({
      workspaceId: 'w1',
      chain: [{ key: 'same', code: '(e) => e' }],
      events: new Array<string>(count).fill('{}'),
      nowMs: 0,
      capture: false,
    });
    const first = pool.run(order(9_999));
    await expect(pool.run(order(2))).rejects.toMatchObject({
      name: 'BusUnavailableError',
      outcome: 'not_written',
    });
    expect((await first).results).toHaveLength(9_999);
  });
});
