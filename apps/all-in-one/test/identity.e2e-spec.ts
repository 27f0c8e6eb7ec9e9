import { ApiClient } from './api-client.spec-support.js';
import { until } from '@rapport/testing';
import { type Installation, install, modes } from './installation.spec-support.js';

interface Page<T> {
  data: T[];
}
interface Profile {
  id: string;
  identifiers: { type: string; value: string }[];
  [field: string]: unknown;
}
interface TimelineEvent {
  messageId: string;
  timestamp: string;
  [field: string]: unknown;
}

/**
 * Two pairs of people live through the same events. One pair is merged by hand and taken apart again while events keep coming;
 * in the end nothing tells it from the other: profiles, timelines, groups, journeys, mail.
 */
describe.each(modes)('a merge and its undoing, %s', (mode) => {
  let rapport: Installation;
  let api: ApiClient;

  beforeAll(async () => {
    rapport = await install(mode);
    api = await ApiClient.setUp(rapport.baseUrl);
    const thanks = await api.template(
      'Thanks',
      'Thanks for {{ event.properties.order }}',
      '<p>Thank you.</p>',
    );
    await api.journey('Thanks', {
      trigger: { kind: 'event', event: 'Order Completed' },
      entry: { reentry: { rule: 'once' } },
      start: 'pause',
      steps: [
        { key: 'pause', kind: 'delay', duration: 'PT15S', next: 'thanks' },
        { key: 'thanks', kind: 'message', channel: 'email', templateId: thanks, next: null },
      ],
    });
  }, 300_000);
  afterAll(() => rapport?.stop(), 60_000);

  const began = Date.now() - 3_600_000;
  const at = (second: number) => new Date(began + second * 1000).toISOString();
  const merged = { buyer: 'user_id:m-buyer', visitor: 'anonymous_id:m-visitor' };
  const control = { buyer: 'user_id:c-buyer', visitor: 'anonymous_id:c-visitor' };

  /** The same for both pairs, but for the letter that tells them apart. */
  const story = (pair: string) => [
    {
      type: 'identify',
      userId: `${pair}-buyer`,
      timestamp: at(1),
      traits: { email: `${pair}-buyer@acme.test`, plan: 'free', city: 'Ulm' },
    },
    {
      type: 'identify',
      anonymousId: `${pair}-visitor`,
      timestamp: at(2),
      traits: { email: `${pair}-visitor@acme.test`, plan: 'pro', size: 'L' },
    },
    { type: 'group', userId: `${pair}-buyer`, groupId: 'acme', traits: { seats: 5 }, timestamp: at(3) },
    ...['buyer', 'visitor'].map((who, index) => ({
      type: 'track',
      ...(who === 'buyer' ? { userId: `${pair}-buyer` } : { anonymousId: `${pair}-visitor` }),
      event: 'Order Completed',
      properties: { order: `${who}'s` },
      timestamp: at(4 + index),
    })),
  ];
  const later = (pair: string, n: number) => [
    { type: 'track', userId: `${pair}-buyer`, event: 'Clicked', properties: { n }, timestamp: at(10 + n) },
    { type: 'identify', anonymousId: `${pair}-visitor`, traits: { clicks: n }, timestamp: at(10 + n) },
  ];
  const send = async (events: (pair: string) => object[], prefix: string): Promise<void> => {
    for (const pair of ['m', 'c']) {
      const batch = events(pair).map((event, index) => ({
        ...event,
        messageId: `${pair}-${prefix}-${index}`,
      }));
      expect(await api.wire('/v1/batch', { batch })).toBe(200);
    }
  };

  const profileOf = (ref: string) => api.get<Profile>(`/api/v1/profiles/${encodeURIComponent(ref)}`);
  const timelineOf = async (ref: string): Promise<TimelineEvent[]> => {
    const events: TimelineEvent[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const path: string = `/api/v1/profiles/${encodeURIComponent(ref)}/events?limit=100${cursor && `&cursor=${cursor}`}`;
      const page: Page<TimelineEvent> & { nextCursor: string | null } = await api.get(path);
      events.push(...page.data);
      cursor = page.nextCursor;
    }
    return events;
  };
  const subjectsTo = async (recipient: string): Promise<string[]> => {
    const path = `/api/v1/mailbox?recipient=${encodeURIComponent(recipient)}`;
    return (await api.get<Page<{ subject: string }>>(path, { prefer: 'wait=20' })).data.map(
      (mail) => mail.subject,
    );
  };
  const stepsOf = async (ref: string): Promise<string[]> => {
    const path = `/api/v1/profiles/${encodeURIComponent(ref)}/runs/steps?limit=100`;
    const { data } =
      await api.get<Page<{ kind: string; stepKey: string | null; outcome: string | null }>>(path);
    return data.map(({ kind, stepKey, outcome }) => `${kind} ${stepKey} ${outcome}`);
  };

  const interruption = ['exited pause exited', 'entered null resumed'];
  /** What is known of a person, without what no two people have in common: ids, and when we heard of it. */
  const lifeOf = async (ref: string): Promise<string> => {
    const { id, createdAt: _c, updatedAt: _u, ...profile } = await profileOf(ref);
    const timeline = (await timelineOf(ref)).map(({ id: _id, receivedAt: _r, ...event }) => event);
    // That a run was interrupted and went on is on record, and stays so.
    const steps = (await stepsOf(ref)).filter((step) => !interruption.includes(step));
    const text = JSON.stringify({ ...profile, timeline, steps }, null, 1);
    return text.replaceAll(id, 'prf').replaceAll(/\b[mc]-(buyer|visitor|story|later)/g, '$1');
  };

  it('leaves both people exactly as if it had never happened, while events keep coming', async () => {
    await send(story, 'story');
    for (const ref of [...Object.values(merged), ...Object.values(control)]) {
      await until(`${ref} has begun the journey`, async () =>
        (await stepsOf(ref).catch(() => [])).length > 0 ? true : undefined,
      );
    }
    let going = true;
    let sent = 0;
    const stream = (async () => {
      for (; going || sent < 30; sent++) {
        await send((pair) => later(pair, sent), `later-${sent}`);
        // As people click, not as fast as the door takes it.
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    })();

    const path = `/api/v1/profiles/${encodeURIComponent(merged.buyer)}`;
    const asked = { with: merged.visitor, reason: 'The same customer' };
    const preview = await api.post<{ mergeId: null; retired: string[] }>(`${path}/merge`, {
      ...asked,
      dryRun: true,
    });
    expect(preview).toMatchObject({ mergeId: null, retired: [(await profileOf(merged.visitor)).id] });
    const { mergeId } = await api.post<{ mergeId: string }>(`${path}/merge`, asked);
    const one = await until('messaging has followed', async () => {
      const steps = await stepsOf(merged.buyer);
      return steps.filter((step) => step.startsWith('entered')).length === 2
        ? profileOf(merged.visitor)
        : undefined;
    });
    expect(one).toMatchObject({ id: (await profileOf(merged.buyer)).id, userId: 'm-buyer' });
    expect(one.traits).toMatchObject({ city: 'Ulm', size: 'L', plan: 'pro' });

    await api.post(`${path}/merges/${mergeId}/undo`, { reason: 'They are sisters' });
    going = false;
    await stream;
    for (const pair of ['m', 'c']) {
      for (const who of ['buyer', 'visitor']) {
        expect(await subjectsTo(`${pair}-${who}@acme.test`)).toEqual([
          `Thanks for ${who}&#39;s`.replace('&#39;', "'"),
        ]);
      }
    }
    for (const who of ['buyer', 'visitor'] as const) {
      await until(`all events of the ${who}s are on the timelines`, async () => {
        const lengths = [await timelineOf(merged[who]), await timelineOf(control[who])].map(
          (one) => one.length,
        );
        return lengths.every((length) => length === sent + (who === 'buyer' ? 3 : 2)) ? true : undefined;
      });
      const ended = (ref: string) =>
        until(`the run of ${ref} has ended`, async () =>
          (await stepsOf(ref)).some((step) => step.startsWith('exited')) ? true : undefined,
        );
      await ended(merged[who]);
      await ended(control[who]);
      expect(await lifeOf(merged[who])).toEqual(await lifeOf(control[who]));
    }
  }, 240_000);
});
