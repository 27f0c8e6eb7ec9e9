import { Analytics } from '@segment/analytics-node';
import { ApiClient } from './api-client.spec-support.js';
import { until } from '@rapport/testing';
import { type Installation, install, modes } from './installation.spec-support.js';

interface Page<T> {
  data: T[];
}
interface Mail {
  id: string;
  recipient: string;
  subject: string;
}
interface TimelineEvent {
  messageId: string;
  type: string;
  name: string | null;
}

describe.each(modes)('the first message, %s', (mode) => {
  let rapport: Installation;
  let api: ApiClient;

  beforeAll(async () => {
    rapport = await install(mode);
    api = await ApiClient.setUp(rapport.baseUrl);
    const welcome = await api.template(
      'Welcome',
      'Welcome, {{ profile.traits.firstName | default: "friend" }}',
      '<p>You joined from {{ event.properties.plan }}.</p>',
    );
    await api.journey('Welcome', {
      trigger: { kind: 'event', event: 'Signed Up' },
      entry: { reentry: { rule: 'once' } },
      start: 'hello',
      steps: [{ key: 'hello', kind: 'message', channel: 'email', templateId: welcome, next: null }],
    });
    const upgraded = await api.template(
      'Upgraded',
      'You are on {{ profile.traits.plan }} now',
      '<p>Thank you.</p>',
    );
    await api.journey('Upgraded', {
      trigger: { kind: 'trait_changed', trait: 'plan', to: 'pro' },
      start: 'thanks',
      steps: [{ key: 'thanks', kind: 'message', channel: 'email', templateId: upgraded, next: null }],
    });
  }, 300_000);
  afterAll(() => rapport?.stop(), 60_000);

  const mailsTo = async (recipient: string, prefer = 'wait=20'): Promise<Mail[]> =>
    (
      await api.get<Page<Mail>>(`/api/v1/mailbox?recipient=${encodeURIComponent(recipient)}&limit=100`, {
        prefer,
      })
    ).data;
  const timelineOf = async (ref: string): Promise<TimelineEvent[]> =>
    (await api.get<Page<TimelineEvent>>(`/api/v1/profiles/${encodeURIComponent(ref)}/events?limit=100`)).data;

  it('takes a person from a stock Segment SDK to a personalised email', async () => {
    const analytics = new Analytics({ writeKey: api.writeKey, host: rapport.baseUrl, flushAt: 1 });
    const failures: unknown[] = [];
    analytics.on('error', (error) => failures.push(error));
    analytics.page({ anonymousId: 'browser-1', name: 'Pricing' });
    analytics.identify({
      userId: '42',
      anonymousId: 'browser-1',
      traits: { email: 'Grace@acme.test', firstName: 'Grace', plan: 'free' },
    });
    analytics.track({ userId: '42', event: 'Signed Up', properties: { plan: 'free' } });
    await analytics.closeAndFlush();
    expect(failures).toEqual([]);

    const mails = await mailsTo('grace@acme.test');
    expect(mails.map((mail) => mail.subject)).toEqual(['Welcome, Grace']);
    const mail = await api.get<{ html: string }>(`/api/v1/mailbox/${mails[0]?.id}`);
    expect(mail.html).toContain('You joined from free.');

    const profile = await api.get<{ email: string; traits: Record<string, unknown> }>(
      '/api/v1/profiles/user_id%3A42',
    );
    expect(profile).toMatchObject({ email: 'grace@acme.test', traits: { firstName: 'Grace', plan: 'free' } });
    const names = (await timelineOf('user_id:42')).map((event) => event.name ?? event.type).sort();
    expect(names).toEqual(['Pricing', 'Signed Up', 'identify']);
    const messages = await api.get<Page<{ state: string }>>('/api/v1/messages?profile=user_id:42');
    expect(messages.data.map((message) => message.state)).toEqual(['delivered']);
  });

  it('gives the same messageId one effect, and starts a once-only journey once', async () => {
    const batch = [
      {
        type: 'identify',
        messageId: 'twice-1',
        userId: 'twice',
        traits: { email: 'twice@acme.test', firstName: 'Twice' },
      },
      {
        type: 'track',
        messageId: 'twice-2',
        userId: 'twice',
        event: 'Signed Up',
        properties: { plan: 'team' },
      },
    ];
    for (let i = 0; i < 3; i++) expect(await api.wire('/v1/batch', { batch })).toBe(200);
    expect(
      await api.wire('/v1/track', { messageId: 'twice-3', userId: 'twice', event: 'Marker', properties: {} }),
    ).toBe(200);
    await until('the marker is applied', async () =>
      (await timelineOf('user_id:twice').catch(() => [])).some((event) => event.name === 'Marker')
        ? true
        : undefined,
    );
    expect((await timelineOf('user_id:twice')).map((event) => event.messageId).sort()).toEqual([
      'twice-1',
      'twice-2',
      'twice-3',
    ]);
    expect(await mailsTo('twice@acme.test')).toHaveLength(1);
  });

  it('starts a journey when a trait changes to a value, not when it is sent again', async () => {
    const identify = (messageId: string, plan: string) =>
      api.wire('/v1/identify', { messageId, userId: 'upgrader', traits: { email: 'up@acme.test', plan } });
    expect(await identify('plan-1', 'free')).toBe(200);
    expect(await identify('plan-2', 'pro')).toBe(200);
    expect(await identify('plan-3', 'pro')).toBe(200);
    expect((await mailsTo('up@acme.test')).map((mail) => mail.subject)).toEqual(['You are on pro now']);
  });

  it('keeps the neighbours of a broken event, and lists it with its reason', async () => {
    const batch = [
      { type: 'track', messageId: 'good-1', userId: 'neighbour', event: 'Before' },
      { type: 'track', messageId: 'bad-1', event: 'Nobody' },
      { type: 'track', messageId: 'good-2', userId: 'neighbour', event: 'After' },
    ];
    expect(await api.wire('/v1/batch', { batch })).toBe(200);
    await until('both neighbours are on the timeline', async () =>
      (await timelineOf('user_id:neighbour').catch(() => [])).length === 2 ? true : undefined,
    );
    const rejected = await until('the broken one is listed', async () => {
      const { data } = await api.get<Page<{ messageId: string; code: string }>>(
        '/api/v1/events?outcome=rejected',
      );
      return data.find((event) => event.messageId === 'bad-1');
    });
    expect(rejected.code).toBe('no_identity');
  });

  it('loses nothing and sends nothing twice when processes are killed and events sent again', async () => {
    const people = Array.from({ length: 60 }, (_, i) => `kill-${i}`);
    const eventsOf = (id: string) => [
      {
        type: 'identify',
        messageId: `${id}-identify`,
        userId: id,
        traits: { email: `${id}@acme.test`, firstName: id },
      },
      {
        type: 'track',
        messageId: `${id}-signed-up`,
        userId: id,
        event: 'Signed Up',
        properties: { plan: 'free' },
      },
    ];
    const deliver = async (id: string): Promise<void> => {
      await until(`${id} is accepted`, async () =>
        (await api.wire('/v1/batch', { batch: eventsOf(id) })) === 200 ? true : undefined,
      );
    };
    const victims = [...new Set(Object.values(rapport.services))];
    const killing = (async () => {
      for (let round = 0; round < 3; round++) {
        await Promise.all(
          victims.map(async (victim, i) => {
            await new Promise((resolve) => setTimeout(resolve, 150 + 90 * round + 60 * i));
            await victim.kill();
            await victim.start();
          }),
        );
      }
    })();
    for (const id of people) await deliver(id);
    await killing;
    for (const id of people) await deliver(id);

    for (const id of people) {
      const timeline = await until(`both events of ${id} are on the timeline`, async () => {
        const events = await timelineOf(`user_id:${id}`).catch(() => []);
        return events.length >= 2 ? events : undefined;
      });
      expect(timeline.map((event) => event.messageId).sort()).toEqual([`${id}-identify`, `${id}-signed-up`]);
      // One that was claimed by a process that died is sent when its lease ends.
      const mails = await until(`the mail to ${id} arrives`, async () => {
        const arrived = await mailsTo(`${id}@acme.test`);
        return arrived.length > 0 ? arrived : undefined;
      });
      expect(mails.map((mail) => mail.subject)).toEqual([`Welcome, ${id}`]);
    }
  }, 240_000);
});
