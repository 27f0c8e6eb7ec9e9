import { Analytics } from '@segment/analytics-node';
import { aRunningDoor } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

describe('the stock SDK @segment/analytics-node', () => {
  let door: Door;
  beforeAll(async () => (door = await aRunningDoor()));
  afterAll(() => door.close());

  it('delivers its six calls in one request, without a retry', async () => {
    const analytics = new Analytics({ writeKey: door.workspace.writeKey, host: door.url });
    const requests: string[] = [];
    const errors: unknown[] = [];
    analytics.on('http_request', ({ url }) => requests.push(url));
    analytics.on('error', (error) => errors.push(error));
    const [userId, anonymousId] = ['u1', 'anon-1'];
    analytics.identify({ userId, traits: { email: 'A@x.com', createdAt: new Date('2020-01-01') } });
    analytics.track({
      anonymousId,
      event: 'Order Completed',
      properties: { revenue: 14.99 },
      timestamp: new Date('2024-01-01'),
      context: { ip: '1.2.3.4' },
    });
    analytics.page({ userId, category: 'Docs', name: 'Home', properties: { url: 'http://x/y' } });
    analytics.screen({ userId, name: 'Start' });
    analytics.group({ userId, groupId: 'g1', traits: { name: 'Initech' } });
    analytics.alias({ userId, previousId: anonymousId });
    await analytics.closeAndFlush();

    expect([errors, requests]).toEqual([[], [`${door.url}/v1/batch`]]);
    const events = await door.accepted();
    expect(events).toHaveLength(6);
    const one = (type: string) => events.find((event) => event.type === type);
    expect(one('identify')).toMatchObject({
      userId,
      traits: { email: 'A@x.com', createdAt: '2020-01-01T00:00:00.000Z' },
      context: { library: { name: '@segment/analytics-node', version: '3.1.0' } },
      index: 0,
    });
    const track = one('track');
    expect(track).toMatchObject({
      userId: null,
      anonymousId,
      name: 'Order Completed',
      originalTimestamp: '2024-01-01T00:00:00.000Z',
      context: { ip: '1.2.3.4' },
      flags: [],
    });
    // The two clocks are one and the same here, so the correction is the time on the way.
    expect(Date.parse(track?.timestamp ?? '') - Date.parse('2024-01-01')).toBeLessThan(10_000);
    expect(one('page')).toMatchObject({ category: 'Docs', name: 'Home', properties: { url: 'http://x/y' } });
    expect(one('screen')).toMatchObject({ name: 'Start', properties: {} });
    expect(one('group')).toMatchObject({ groupId: 'g1', traits: { name: 'Initech' } });
    expect(one('alias')).toMatchObject({ userId, previousId: anonymousId });
    for (const { messageId } of events) expect(messageId).toMatch(/^node-next-/);
  });
});
