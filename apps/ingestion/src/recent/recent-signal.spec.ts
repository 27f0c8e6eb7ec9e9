import { Client } from 'pg';
import { newId } from '@rapport/kernel';
import { RecentFeed } from './recent-feed.js';
import { RecentSignal } from './recent-signal.js';
import { aRecentView, aSource, recordOf, until } from './recent.spec-support.js';
import type { RecentView } from './recent.spec-support.js';

describe('the signal for live events', () => {
  let view: RecentView;
  const signals: RecentSignal[] = [];
  beforeAll(async () => (view = await aRecentView()));
  afterAll(async () => {
    await Promise.all(signals.map((signal) => signal.onApplicationShutdown()));
    await view.close();
  });
  const anotherInstance = async () => {
    const signal = new RecentSignal(view.database, view.url);
    signals.push(signal);
    await signal.listening();
    return signal;
  };
  const never = new AbortController().signal;

  it('wakes who waits for a workspace, in this process and in every other, and nobody else', async () => {
    const [here, there] = [await anotherInstance(), await anotherInstance()];
    const [one, other] = [newId(), newId()];
    let disturbed = false;
    const stop = new AbortController();
    const waiting = there.wait(other, 0, 60_000, stop.signal).then(() => (disturbed = !stop.signal.aborted));
    const woken = [here.wait(one, 0, 60_000, never), there.wait(one, 0, 60_000, never)];
    here.wake([one]);
    await Promise.all(woken);
    expect(disturbed).toBe(false);
    stop.abort();
    await waiting;
  });

  it('is not missed by who was looking when it came', async () => {
    const [here, there] = [await anotherInstance(), await anotherInstance()];
    const [one, other] = [newId(), newId()];
    const before = here.wakesOf(one);
    here.wake([one]);
    await here.wait(one, before, 60_000, never);
    const unnamed = there.wakesOf(other);
    here.wake(Array.from({ length: 500 }, () => newId()));
    await until(() => there.wakesOf(other) > unnamed);
    await there.wait(other, unnamed, 60_000, never);
  });

  it('tells other instances of many chunks in few words', async () => {
    const here = await anotherInstance();
    const client = new Client({ connectionString: view.url });
    await client.connect();
    await client.query('LISTEN rapport_recent');
    const heard: string[] = [];
    client.on('notification', ({ payload }) => heard.push(...(payload ?? '').split(' ').slice(1)));
    const workspaces = Array.from({ length: 20 }, () => newId());
    for (let chunk = 0; chunk < 1000; chunk++) here.wake([workspaces[chunk % 20] ?? '']);
    await until(() => heard.length > 0);
    expect(heard.sort()).toEqual(workspaces.sort());
    heard.length = 0;
    here.wake(Array.from({ length: 500 }, () => newId()));
    await until(() => heard.length > 0);
    expect(heard).toEqual(['any']);
    await client.end();
  });

  it('brings a stream of another instance what came through this one', async () => {
    const source = await aSource(view.url);
    const feed = new RecentFeed(view.repository, view.sources, await anotherInstance(), { now: Date.now }, {
      warn: () => undefined,
    } as never);
    const seen: unknown[] = [];
    const stop = await feed.open(source.workspaceId, {}, undefined, {
      push: ({ data }) => seen.push((data as { messageId: string }).messageId),
      gap: () => undefined,
      room: async () => undefined,
    });
    await view.bus.append([recordOf({ ...source, messageId: 'elsewhere' })]);
    await until(() => seen.length > 0);
    expect(seen).toEqual(['elsewhere']);
    stop();
  });
});
