import type { AddressInfo } from 'node:net';
import { type ProfileActivity, recordKey, topics } from '@rapport/contracts';
import { createEventBus, type EventBus } from '@rapport/event-bus';
import { systemClock } from '@rapport/kernel';
import {
  checkTopicRecords,
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  TopicWatch,
} from '@rapport/testing';
import { doors } from '../src/doors.js';
import { ApiClient } from './api-client.spec-support.js';

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
let test: TestDatabase;
let bus: EventBus;
let running: TestApp;
let watch: TopicWatch;
let api: ApiClient;

beforeAll(async () => {
  test = await testDatabase();
  const onFatal = (error: Error): never => {
    throw error;
  };
  bus = await createEventBus({ kind: 'memory', database: test.database, clock: systemClock, log, onFatal });
  watch = new TopicWatch(bus, test.database, Object.values(topics));
  running = await testApp(test, doors, { bus });
  await running.app.listen(0, '127.0.0.1');
  const { port } = running.app.getHttpServer().address() as AddressInfo;
  api = await ApiClient.setUp(`http://127.0.0.1:${port}`);
}, 60_000);
afterAll(async () => {
  await running?.close();
  await test?.close();
});

/** Messages become activity, activity becomes sends, sends become messages: at rest for three looks in a row. */
async function atRest(): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (let still = 0; still < 3;) {
    if (Date.now() > deadline) throw new Error('the consumers do not catch up');
    const { subscriptions } = await bus.health();
    still = subscriptions.every(({ lag }) => lag === 0) ? still + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function kindsOf(topic: string): string[] {
  const kinds = watch.of(topic).map((value) => (JSON.parse(value ?? '') as { kind: string }).kind);
  return [...new Set(kinds)].sort();
}

describe('what all services write to topics', () => {
  it('is what the contracts say, in every kind, for what is odd as for what is plain', async () => {
    const template = await api.template(
      'Welcome',
      'Hi {{ profile.traits.name }}',
      '<p>{{ event.properties.plan }}</p>',
    );
    await api.journey('Welcome', {
      trigger: { kind: 'event', event: 'Signed Up' },
      start: 'hello',
      steps: [{ key: 'hello', kind: 'message', channel: 'email', templateId: template, next: null }],
    });
    const person = { userId: 'ada', anonymousId: 'device-1' };
    await api.wire('/v1/batch', {
      sentAt: '2026-01-01T00:00:00Z',
      batch: [
        { type: 'page', anonymousId: 'device-1', name: 'Home', properties: { url: '/' } },
        {
          type: 'identify',
          ...person,
          traits: { email: 'ada@acme.test', name: 'Ada', age: 36.5, tags: ['a'] },
        },
        {
          type: 'track',
          userId: 'ada',
          event: 'Signed Up',
          properties: { plan: 'free' },
          timestamp: 'no time',
        },
        {
          type: 'track',
          userId: 'ada',
          event: 'Signed Up',
          properties: [],
          timestamp: '2050-01-01T00:00:00Z',
        },
        { type: 'screen', userId: 'ada', integrations: { All: true } },
        { type: 'group', userId: 'ada', groupId: 'acme', traits: { seats: 5 } },
        { type: 'alias', userId: 'ada', previousId: 'device-0' },
        { type: 'track', userId: 'null', anonymousId: 'undefined', event: 'Nobody' },
        { type: 'track', event: 'No identity' },
        { type: 'click', userId: 'ada' },
        { type: 'track', userId: 'nobody-to-write-to', event: 'Signed Up', properties: { plan: 'pro' } },
        'not an object',
      ],
    });
    await atRest();
    await api.wire('/v1/identify', { anonymousId: 'device-2', traits: { plan: 'free', name: 'Ada L.' } });
    await atRest();
    await api.wire('/v1/identify', { userId: 'ada', anonymousId: 'device-2', traits: {} });
    const history = { type: 'track', userId: 'ada', event: 'Bought', timestamp: '2020-01-01T00:00:00.000Z' };
    const [source] = (await api.get<{ data: { id: string }[] }>('/api/v1/sources')).data;
    await api.post('/api/v1/events', { sourceId: source?.id, mode: 'backfill', events: [history] });
    const content = {
      subject: 'Bare',
      from: { name: 'Acme', address: 'hi@acme.test' },
      body: { kind: 'html', html: '<p>Hello</p>' },
    };
    await api.post('/api/v1/messages', {
      ...{ channel: 'email', messageClass: 'transactional', to: { address: 'bare@acme.test' }, content },
    });
    await atRest();
    watch.check();
    await bus.append([{ topic: topics.events, key: recordKey('nobody', 'x'), value: '{"not":"an event"}' }]);
    await atRest();
    checkTopicRecords(topics.deadLetters, watch.of(topics.deadLetters));
    expect(kindsOf(topics.profileActivity)).toEqual(['event_applied', 'profiles_merged', 'traits_changed']);
    const modes = watch
      .of(topics.profileActivity)
      .map((value) => (JSON.parse(value ?? '') as ProfileActivity).mode);
    expect(new Set(modes)).toEqual(new Set(['live', 'backfill']));
    const origins = watch
      .of(topics.deadLetters)
      .map((value) => (JSON.parse(value ?? '') as { origin: string }).origin);
    expect(new Set(origins)).toEqual(new Set(['ingest', 'consumer']));
    expect(watch.of(topics.sends).length).toBeGreaterThan(2);
    expect(watch.of(topics.messageActivity).join()).toContain('no_address');
  }, 60_000);
});
