import type { Page } from 'playwright-core';
import { ApiClient } from '../api-client.spec-support.js';
import { emptyDatabase, freePort, ServiceProcess, until } from '@rapport/testing';
import { Shop } from './browser-pages.spec-support.js';
import { closeCast, openCast } from './cast.spec-support.js';
import { FaultProxy } from './fault-proxy.spec-support.js';
import { sdks } from './sdk-register.spec-support.js';
import type { Player } from './storm.spec-support.js';
import { readStored } from './stored-events.spec-support.js';

const cast = sdks.filter(({ run }) => run.kind === 'page' && run.page === 'analytics-next');

describe('analytics-next and its pages', () => {
  let database: Awaited<ReturnType<typeof emptyDatabase>>;
  let server: ServiceProcess;
  let api: ApiClient;
  let shop: Shop;
  let standard: Player;
  let batching: Player;

  beforeAll(async () => {
    database = await emptyDatabase();
    const publicProxy = await new FaultProxy().open();
    const port = await freePort();
    publicProxy.upstreamPort = port;
    const publicUrl = `http://127.0.0.1:${publicProxy.port}`;
    server = new ServiceProcess('all-in-one', port, { DATABASE_URL: database.url, PUBLIC_URL: publicUrl });
    await server.start();
    api = await ApiClient.setUp(server.baseUrl);
    shop = await Shop.open();
    const players = await openCast(cast, { api, upstreamPort: port, publicProxy, shop, seed: 1 });
    [standard, batching] = players as [Player, Player];
  }, 180_000);

  afterAll(async () => {
    await closeCast([standard, batching]);
    await shop?.close();
    await server?.stop();
    await database?.drop();
  }, 60_000);

  const storedNames = async ({ source }: Player): Promise<(string | null)[]> =>
    (await readStored(database.url, source.uuid)).map(({ name }) => name).sort();
  const track = (event: string) => ({ n: 0, type: 'track' as const, event, properties: {} });

  it('standard delivery: what could not be sent waits in localStorage, and the next page sends it once', async () => {
    const { proxy, client } = standard;
    proxy.follow(['is lost', 'is lost', 'is lost', 'is lost', 'is lost', 'is lost']);
    await client.tell(track('Left Behind'));
    await until('the SDK has tried', async () => (proxy.requests > 0 ? true : undefined));
    proxy.follow([]);
    await shop.reload(client);
    await client.tell(track('Next Page'));
    await until('both are stored', async () =>
      (await storedNames(standard)).length >= 2 ? true : undefined,
    );
    expect(await storedNames(standard)).toEqual(['Left Behind', 'Next Page']);
  });

  it('batching: what is still in the batch when the page goes is sent as it unloads', async () => {
    const { client } = batching;
    for (const event of ['One', 'Two']) await client.tell(track(event));
    await shop.leave(client);
    await until('both are stored', async () =>
      (await storedNames(batching)).length >= 2 ? true : undefined,
    );
    expect(await storedNames(batching)).toEqual(['One', 'Two']);
  });

  describe('needs of the settings document', () => {
    interface Boot {
      failed: boolean;
      posts: { url: string; authorization: string | undefined; body: { writeKey?: string } }[];
      metrics: number;
    }

    /** Loads the SDK with what `change` makes of Rapport's document, and sends one event. */
    async function boot(change: (document: Document) => object, options: object = {}): Promise<Boot> {
      const page = await shop.blank();
      const seen: Boot = { failed: false, posts: [], metrics: 0 };
      await page.route('**/settings', async (route) => {
        const answer = await route.fetch();
        await route.fulfill({ response: answer, json: change((await answer.json()) as Document) });
      });
      await page.route(/\/v1\/[tm]$/, async (route) => {
        const { url, method, headers, postData } = {
          url: route.request().url(),
          method: route.request().method(),
          headers: await route.request().allHeaders(),
          postData: route.request().postData(),
        };
        if (url.endsWith('/m')) seen.metrics++;
        else if (method === 'POST')
          seen.posts.push({ url, authorization: headers.authorization, body: JSON.parse(postData ?? '{}') });
        await route.fulfill({
          status: 200,
          contentType: 'application/json',
          body: '{"success":true}',
          headers: cors,
        });
      });
      seen.failed = await loadAndTrack(page, options);
      if (!seen.failed)
        await until('an event leaves', async () => (seen.posts.length > 0 ? true : undefined));
      await page.context().close();
      return seen;
    }

    const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'Authorization' };

    async function loadAndTrack(page: Page, options: object): Promise<boolean> {
      const load = { writeKey: standard.source.writeKey, cdnURL: `http://127.0.0.1:${standard.proxy.port}` };
      return page.evaluate<boolean>(`(async () => {
        try {
          const [analytics] = await AnalyticsNext.AnalyticsBrowser.load(${JSON.stringify(load)}, ${JSON.stringify(options)});
          void analytics.track('Booted');
          return false;
        } catch { return true; }
      })()`);
    }

    interface Document {
      integrations: { 'Segment.io': Record<string, unknown> };
      [member: string]: unknown;
    }
    const key = (): string => standard.source.writeKey;
    const host = (): string => `http://127.0.0.1:${standard.proxy.port}/v1/t`;

    it('with Rapport’s document it starts, sends to PUBLIC_URL with the key in header and body, and no metrics', async () => {
      const { posts, metrics } = await boot((document) => document);
      expect(posts).toEqual([
        {
          url: host(),
          authorization: `Basic ${Buffer.from(`${key()}:`).toString('base64')}`,
          body: expect.objectContaining({ writeKey: key() }),
        },
      ]);
      expect(metrics).toBe(0);
    });

    it('a page’s own apiHost wins over the document', async () => {
      const own = { 'Segment.io': { apiHost: 'elsewhere.example/v1' } };
      const { posts } = await boot((document) => document, { integrations: own });
      expect(posts.map(({ url }) => url)).toEqual(['http://elsewhere.example/v1/t']);
    });

    it('without integrations it does not start', async () => {
      expect((await boot(() => ({}))).failed).toBe(true);
    });

    it('without the member Segment.io it sends to its maker, whatever the page says', async () => {
      const { posts } = await boot(({ integrations: _, ...rest }) => ({ ...rest, integrations: {} }), {
        integrations: { 'Segment.io': { apiHost: 'elsewhere.example/v1' } },
      });
      expect(posts.map(({ url }) => new URL(url).host)).toEqual(['api.segment.io']);
    });

    it('without apiKey its events carry no write key at all', async () => {
      const { posts } = await boot(({ integrations, ...rest }) => {
        const { apiKey: _, ...segment } = integrations['Segment.io'];
        return { ...rest, integrations: { 'Segment.io': segment } };
      });
      expect(posts[0]?.authorization).toBeUndefined();
      expect(posts[0]?.body.writeKey).toBeFalsy();
    });

    it('an unknown write key gets no document, so that load rejects', async () => {
      const page = await shop.blank();
      const load = { writeKey: 'wk_unknown', cdnURL: `http://127.0.0.1:${standard.proxy.port}` };
      const rejected = await page.evaluate<boolean>(
        `AnalyticsNext.AnalyticsBrowser.load(${JSON.stringify(load)}).then(() => false, () => true)`,
      );
      expect(rejected).toBe(true);
      await page.context().close();
    });
  });
});
