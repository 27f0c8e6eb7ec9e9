import { bearer, bootControl, owner, type RunningControl } from './boot-control.spec-support.js';

describe('/api/v1/workspaces', () => {
  let control: RunningControl;
  let id: string;
  let secret: string;

  beforeAll(async () => {
    control = await bootControl();
    const { json } = await control.call('POST', '/api/v1/setup', { body: owner });
    id = json.workspace.id;
    secret = json.apiKey.secret;
  });
  afterAll(() => control.close());

  const read = () => control.call('GET', `/api/v1/workspaces/${id}`, { headers: bearer(secret) });
  const patch = (body: object, headers: Record<string, string> = {}) =>
    control.call('PATCH', `/api/v1/workspaces/${id}`, { headers: { ...bearer(secret), ...headers }, body });

  it('list the one of an API key', async () => {
    const { json } = await control.call('GET', '/api/v1/workspaces', { headers: bearer(secret) });
    expect(json).toEqual({ data: [(await read()).json], nextCursor: null });
    expect(json.data[0]).toMatchObject({
      id,
      key: 'acme',
      name: 'Acme',
      region: 'default',
      timeZone: 'UTC',
      defaultLocale: 'en',
      postalAddress: null,
      brand: {},
    });
    expect(Object.keys(json.data[0])).not.toContain('identityKey');
  });

  it('change what is named and keep the rest; null clears', async () => {
    const first = await patch({
      timeZone: 'Europe/Berlin',
      postalAddress: '1 Main Street',
      brand: { color: '#123456', logoUrl: 'https://acme.test/logo.png' },
    });
    expect(first.status).toBe(200);
    const second = await patch({ name: ' Acme Inc ', postalAddress: null, brand: { color: null } });
    expect(second.json).toMatchObject({
      name: 'Acme Inc',
      timeZone: 'Europe/Berlin',
      postalAddress: null,
      brand: { logoUrl: 'https://acme.test/logo.png' },
    });
    expect((await read()).json).toEqual(second.json);
  });

  it('refuse a change that was made on an old state, and write nothing', async () => {
    const etag = (await read()).headers.get('etag') ?? '';
    expect((await patch({ defaultLocale: 'de' }, { 'if-match': etag })).status).toBe(200);
    const stale = await patch({ defaultLocale: 'fr' }, { 'if-match': etag });
    expect([stale.status, stale.json.code]).toEqual([412, 'stale_revision']);
    expect((await read()).json.defaultLocale).toBe('de');
  });

  it.each([
    ['the region, which is fixed', { region: 'eu' }, 'region', 'unknown_field'],
    ['a key', { key: 'other' }, 'key', 'unknown_field'],
    ['null as a name', { name: null }, 'name', 'type'],
    ['a zone that nobody knows', { timeZone: 'Mars/Base' }, 'timeZone', 'time_zone'],
    ['a locale that is none', { defaultLocale: 'klingon!' }, 'defaultLocale', 'format'],
    ['a brand of numbers', { brand: { size: 5 } }, 'brand.size', 'type'],
  ])('refuse %s', async (_, body, field, rule) => {
    const { status, json } = await patch(body);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ field, rule }]);
  });
});
