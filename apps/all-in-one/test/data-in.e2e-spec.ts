import { StreamFollower, until } from '@rapport/testing';
import { ApiClient } from './api-client.spec-support.js';
import { type Installation, install, modes } from './installation.spec-support.js';

interface Page<T> {
  data: T[];
}
interface Operation {
  state: string;
  result: { passed?: number } | null;
}

/** What stands between a source and a person, in both set-ups; in the scaled-out one through the proxy that routes by path. */
describe.each(modes)('data on its way in, %s', (mode) => {
  let rapport: Installation;
  let api: ApiClient;
  let sourceId: string;

  beforeAll(async () => {
    rapport = await install(mode);
    api = await ApiClient.setUp(rapport.baseUrl);
    const { data } = await api.get<Page<{ id: string }>>('/api/v1/sources');
    sourceId = data[0]?.id ?? '';
  }, 300_000);
  afterAll(() => rapport?.stop(), 60_000);

  const profile = (ref: string) =>
    until(`${ref} is a person`, () =>
      api
        .get<{ traits: Record<string, unknown> }>(`/api/v1/profiles/${encodeURIComponent(ref)}`, {
          prefer: 'wait=5',
        })
        .catch(() => undefined),
    );
  const ended = (location: string) =>
    until('the operation has ended', async () => {
      const operation = await api.get<Operation>(location, { prefer: 'wait=5' });
      return ['succeeded', 'failed', 'cancelled'].includes(operation.state) ? operation : undefined;
    });
  const begin = async (path: string, body: unknown): Promise<Operation> => {
    const answer = await fetch(`${rapport.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect([answer.status, await answer.text()]).toEqual([202, expect.any(String)]);
    return ended(answer.headers.get('location') ?? '');
  };

  it('is changed by a transform and held against a plan as soon as they are published', async () => {
    const transform = await api.post<{ id: string }>('/api/v1/transforms', {
      name: 'Numbers',
      draft: {
        language: 'javascript',
        code: '(event) => { if (event.traits) event.traits.age = Number(event.traits.age); return event; }',
        sourceIds: [sourceId],
        order: 1,
      },
    });
    await api.post(`/api/v1/transforms/${transform.id}/publish`, {});
    const plan = await api.post<{ id: string }>('/api/v1/tracking-plans', {
      name: 'People',
      draft: {
        rules: [
          {
            type: 'identify',
            version: 1,
            schema: { type: 'object', properties: { age: { type: 'number' } } },
          },
        ],
        onViolation: {
          unplannedEvent: 'allow',
          unplannedProperty: 'omit',
          invalidEvent: 'allow',
          invalidProperty: 'omit',
          common: 'allow',
        },
      },
    });
    await api.put(`/api/v1/tracking-plans/${plan.id}/sources`, { sourceIds: [sourceId] });
    await api.post(`/api/v1/tracking-plans/${plan.id}/publish`, {});
    expect(await api.wire('/v1/identify', { userId: 'shaped', traits: { age: '36', shoe: 42 } })).toBe(200);
    expect((await profile('user_id:shaped')).traits).toEqual({ age: 36 });
    const violation = await until('the violation is counted', async () => {
      const { data } = await api.get<Page<{ field: string; count: number }>>(
        `/api/v1/tracking-plans/${plan.id}/violations`,
      );
      return data[0];
    });
    expect(violation).toMatchObject({ field: 'traits.shoe', count: 1 });
    await api.post(`/api/v1/transforms/${transform.id}/archive`, {});
    await api.put(`/api/v1/tracking-plans/${plan.id}/sources`, { sourceIds: [] });
  });

  it('is set aside when a transform fails on it, and replayed once the transform is mended', async () => {
    const draft = (code: string) => ({ language: 'javascript', code, sourceIds: [sourceId], order: 1 });
    const { id } = await api.post<{ id: string }>('/api/v1/transforms', {
      name: 'Broken',
      draft: draft('(event) => event.properties.missing.deep'),
    });
    await api.post(`/api/v1/transforms/${id}/publish`, {});
    expect(await api.wire('/v1/track', { userId: 'mended', event: 'Kept', messageId: 'mended-1' })).toBe(200);
    const letter = await until('the event is set aside', async () => {
      const { data } =
        await api.get<Page<{ id: string; messageId: string; code: string }>>('/api/v1/dead-letters');
      return data.find(({ messageId }) => messageId === 'mended-1');
    });
    expect(letter.code).toBe('transform_failed');
    await api.put(`/api/v1/transforms/${id}/draft`, draft('(event) => event'));
    await api.post(`/api/v1/transforms/${id}/publish`, {});
    const dry = await begin('/api/v1/dead-letters/replay', { ids: [letter.id], dryRun: true });
    expect(dry).toMatchObject({ state: 'succeeded', result: { passed: 1 } });
    const replayed = await begin('/api/v1/dead-letters/replay', { ids: [letter.id] });
    expect(replayed).toMatchObject({ state: 'succeeded', result: { passed: 1 } });
    await profile('user_id:mended');
    expect(await api.get(`/api/v1/dead-letters/${letter.id}`)).toMatchObject({ state: 'replayed' });
    await api.post(`/api/v1/transforms/${id}/archive`, {});
  });

  it('comes from a file, too', async () => {
    const upload = await fetch(`${rapport.baseUrl}/api/v1/imports?kind=profiles`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.apiKey}`, 'content-type': 'text/csv' },
      body: 'User ID,First name,Orders\nfile-1,Ada,3\nfile-2,Bob,many\n',
    });
    expect(upload.status).toBe(201);
    const { id } = (await upload.json()) as { id: string };
    await api.put(`/api/v1/imports/${id}/mapping`, {
      columns: [
        { column: 'User ID', to: 'userId', type: 'string' },
        { column: 'First name', to: 'traits.firstName', type: 'string' },
        { column: 'Orders', to: 'traits.orders', type: 'number' },
      ],
      onExisting: 'update',
    });
    expect(await begin(`/api/v1/imports/${id}/start`, {})).toMatchObject({ state: 'succeeded' });
    expect((await profile('user_id:file-1')).traits).toEqual({ firstName: 'Ada', orders: 3 });
    const { data } = await api.get<Page<{ row: number; column: string }>>(`/api/v1/imports/${id}/errors`);
    expect(data).toMatchObject([{ row: 3, column: 'Orders' }]);
  });

  it('is described by what was seen of it', async () => {
    expect(
      await api.wire('/v1/track', { userId: 'seen', event: 'Order Completed', properties: { revenue: 5 } }),
    ).toBe(200);
    const event = await until('the event is known', () =>
      api
        .get<{ properties: { name: string; types: string[] }[] }>('/api/v1/schema/events/Order%20Completed')
        .catch(() => undefined),
    );
    expect(event.properties).toMatchObject([{ name: 'revenue', types: ['integer'] }]);
    expect(await api.get('/api/v1/field-uses?event=Order%20Completed')).toEqual({ data: [] });
  });

  it('comes by pixel, by beacon and from the script of the platform itself', async () => {
    const pixel = await fetch(
      `${rapport.baseUrl}/v1/pixel/track?userId=pixel&event=Opened&properties.place=footer&writeKey=${api.writeKey}`,
    );
    expect([pixel.status, pixel.headers.get('content-type')]).toEqual([200, 'image/gif']);
    const beacon = await fetch(`${rapport.baseUrl}/beacon/v1/batch?writeKey=${api.writeKey}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ batch: [{ type: 'track', event: 'Left', anonymousId: 'beacon' }] }),
    });
    expect(beacon.status).toBe(200);
    await profile('user_id:pixel');
    await profile('anonymous_id:beacon');
    for (const path of [`/s.js?writeKey=${api.writeKey}`, `/v1/projects/${api.writeKey}/settings`]) {
      expect([path, (await fetch(`${rapport.baseUrl}${path}`)).status]).toEqual([path, 200]);
    }
  });

  it('is seen live, by whoever follows', async () => {
    const url = `${rapport.baseUrl}/api/v1/events/stream?event=Followed`;
    const stream = await StreamFollower.open(url, { authorization: `Bearer ${api.apiKey}` });
    expect(await api.wire('/v1/track', { userId: 'followed', event: 'Other' })).toBe(200);
    expect(await api.wire('/v1/track', { userId: 'followed', event: 'Followed' })).toBe(200);
    const seen = await stream.until((items) => items.length > 0);
    expect(seen).toMatchObject([{ event: 'accepted', data: { name: 'Followed' } }]);
    stream.close();
  });
});
