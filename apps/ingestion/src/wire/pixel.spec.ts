import { transparentGif } from './domain/transparent-gif.js';
import { aDoor, aGrant, writeKey } from './wire.spec-support.js';
import type { Door } from './wire.spec-support.js';

const encoded = (call: object, encoding: BufferEncoding = 'base64url') =>
  encodeURIComponent(Buffer.from(JSON.stringify(call)).toString(encoding));

describe('the pixels', () => {
  let door: Door;
  beforeEach(async () => (door = await aDoor()));
  afterEach(() => door.close());
  const look = async (path: string, method = 'GET', headers: Record<string, string> = {}) => {
    const answer = await door.send(method, path, headers);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('image/gif');
    expect(answer.headers['cache-control']).toBe('no-store');
    return answer;
  };
  const refusals = async () => {
    const [metric] = (await door.registry.getMetricsAsJSON()).filter(({ name }) => name.includes('refused'));
    return metric?.values.map(({ labels }) => labels.code);
  };

  it.each(['base64url', 'base64'] as const)(
    'read %s of JSON in data, with the key inside',
    async (encoding) => {
      const call = { writeKey, userId: 'u1', event: 'Email Opened', properties: { subject: 'Grüße >>??' } };
      const answer = await look(`/v1/pixel/track?data=${encoded(call, encoding)}`);
      expect(answer.bytes).toEqual(transparentGif);
      expect(door.bus.events).toMatchObject([
        { type: 'track', name: 'Email Opened', userId: 'u1', properties: { subject: 'Grüße >>??' } },
      ]);
      expect(door.bus.messages[0]?.value).not.toContain(writeKey);
    },
  );

  it.each(['identify', 'group', 'alias', 'page', 'screen', 'track'])(
    'read %s from a flat query',
    async (type) => {
      const query = `userId=u1&event=Opened&groupId=g&previousId=p&name=Home&traits.plan=pro&traits.address.city=Bern+3`;
      await look(
        `/v1/pixel/${type}/?${query}&context.campaign.name=spring&properties.a=1&writeKey=${writeKey}`,
      );
      expect(door.bus.events).toMatchObject([
        { type, userId: 'u1', context: { campaign: { name: 'spring' }, ip: '127.0.0.1' } },
      ]);
      if (type === 'identify') {
        expect(door.bus.events[0]?.traits).toEqual({ plan: 'pro', address: { city: 'Bern 3' } });
      }
    },
  );

  it('do for RudderStack what its gateway does', async () => {
    await look(`/pixel/v1/page?writeKey=${writeKey}&anonymousId=%22a1%22&properties.path=/x`);
    expect(door.bus.events).toMatchObject([
      {
        type: 'page',
        name: 'Unknown Page',
        anonymousId: 'a1',
        properties: { path: '/x' },
        context: { channel: 'web' },
        integrations: { All: true },
      },
    ]);
  });

  it('set aside what is no event, with what was sent, and answer with the picture', async () => {
    const broken = [
      `data=${encodeURIComponent('%%%not base64 of json')}`,
      `data=${Buffer.from('[1]').toString('base64url')}`,
      'event=E',
      'userId=u&userId.x=1&event=E',
      'userId=u&userId=v&event=E',
      'userId=u&event=E&properties.__proto__.polluted=1',
      `userId=u&event=E&properties.${'a.'.repeat(60)}b=1`,
    ];
    for (const query of broken) await look(`/v1/pixel/track?${query}&writeKey=${writeKey}`);
    expect(door.bus.events).toEqual([]);
    expect(door.bus.deadLetters.map(({ code }) => code)).toEqual([
      'bad_type',
      'bad_type',
      'no_identity',
      'bad_type',
      'bad_type',
      'forbidden_key',
      'too_deep',
    ]);
    expect(Buffer.from(door.bus.deadLetters[3]?.payload ?? '', 'base64').toString()).toContain('userId.x=1');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('count what cannot be set aside, for nobody knows whose it is', async () => {
    await look('/v1/pixel/track?userId=u&event=E');
    await look('/v1/pixel/track?userId=u&event=E&writeKey=wk_unknown');
    await look(`/v1/pixel/click?userId=u&writeKey=${writeKey}`);
    await look(`/v1/pixel/track?writeKey=${writeKey}&userId=u&event=${'x'.repeat(8200)}`);
    door.bus.away = 'unknown';
    await look(`/v1/pixel/track?writeKey=${writeKey}&userId=u&event=E`);
    expect(await refusals()).toEqual(['invalid_write_key', 'not_found', 'uri_too_long', 'unavailable']);
    expect(door.bus.messages).toEqual([]);
  });

  it('take HEAD for a scanner, and the key from the header too', async () => {
    await look(`/v1/pixel/track?userId=u&event=E&writeKey=${writeKey}`, 'HEAD');
    expect(door.bus.messages).toEqual([]);
    await look('/v1/pixel/track?userId=u&event=E', 'GET', { authorization: `Bearer ${writeKey}` });
    expect(door.bus.events).toHaveLength(1);
    const posted = await door.send('POST', '/v1/pixel/track', {}, '{}');
    expect([posted.status, posted.headers.allow]).toEqual([400, 'GET, HEAD, OPTIONS']);
  });
});

describe('a pixel of a source with a quota', () => {
  it('shows the picture and stores nothing beyond it', async () => {
    const door = await aDoor({ [writeKey]: aGrant({ rateLimit: { eventsPerSecond: 1 } }) });
    for (let i = 0; i < 3; i++) {
      const answer = await door.send('GET', `/v1/pixel/track?userId=u&event=E&writeKey=${writeKey}`, {});
      expect(answer.status).toBe(200);
    }
    expect(door.bus.events).toHaveLength(1);
    await door.close();
  });
});
