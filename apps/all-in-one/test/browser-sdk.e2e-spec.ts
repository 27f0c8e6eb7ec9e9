import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ApiClient } from './api-client.spec-support.js';
import { freePort, until } from '@rapport/testing';
import { type Installation, install } from './installation.spec-support.js';

interface Shop {
  origin: string;
  close(): void;
}

/** Where the packages have what a bundler or a CDN would serve. */
const packages: Record<string, string> = {
  sdk: 'node_modules/@segment/analytics-next/dist/umd',
  rudder: 'node_modules/@rudderstack/analytics-js/dist/npm/legacy/umd',
};

/** A shop of its own origin: one page, a script of its own, and the SDK's own files as a bundler or a CDN would serve them. */
async function openShop(html: string, script = '', headers: Record<string, string> = {}): Promise<Shop> {
  const server: Server = createServer((request, response) => {
    const path = (request.url ?? '').split('?')[0] ?? '';
    const [, folder = '', name = ''] = path.split('/');
    const file = join(packages[folder] ?? '', name);
    if (folder in packages && existsSync(file)) {
      response.setHeader('content-type', 'text/javascript');
      createReadStream(file).pipe(response);
    } else if (path === '/shop.js') {
      response.setHeader('content-type', 'text/javascript');
      response.end(script);
    } else {
      response.writeHead(200, { 'content-type': 'text/html', ...headers });
      response.end(`<!doctype html><title>Shop</title>${html}`);
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('the stock browser SDK in Chromium', () => {
  let rapport: Installation;
  let browser: Browser;
  let api: ApiClient;

  beforeAll(async () => {
    rapport = await install('all-in-one with the embedded bus');
    api = await ApiClient.setUp(rapport.baseUrl);
    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
      ],
    });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await rapport?.stop();
  }, 60_000);

  /** Opens the shop's page; notes what is asked of anybody but the shop and Rapport, and what the page complains about. */
  async function visit(shop: Shop, query = '') {
    const page = await browser.newPage();
    const foreign: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => {
      if (![shop.origin, rapport.baseUrl].some((origin) => request.url().startsWith(origin)))
        foreign.push(request.url());
    });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(`${shop.origin}/${query}`);
    return { page, foreign, complaints };
  }

  /** Names of the events of a person, or their types, once there are so many. */
  const eventsOf = (person: string, count: number): Promise<string[]> =>
    until(`${count} events of ${person} have come`, async () => {
      const { data } = await api.get<{ data: { name: string | null; type: string; payload: unknown }[] }>(
        `/api/v1/events?person=${person}`,
      );
      return data.length >= count ? data.map((event) => event.name ?? event.type).sort() : undefined;
    });

  it('is started by one script tag, under a strict policy, and sends what was called before it was there', async () => {
    const script = `
      analytics.page('Pricing');
      analytics.identify('tag-user', { firstName: 'Lin' });
      analytics.track('Plan Viewed', { plan: 'team' });
      history.replaceState(null, '', '/elsewhere' + location.search);
      analytics.ready(() => analytics.track('Ready'));`;
    const shop = await openShop(
      `<script src="${rapport.baseUrl}/s.js" data-write-key="${api.writeKey}"></script><script src="/shop.js"></script>`,
      script,
      {
        'content-security-policy': `default-src 'none'; script-src 'self' ${rapport.baseUrl}; connect-src ${rapport.baseUrl}`,
      },
    );
    const { page, foreign, complaints } = await visit(
      shop,
      '?ajs_uid=tag-user&ajs_event=Landed&utm_source=news',
    );
    // A chunk of the SDK reads the query, which may be before or after the page has changed its path: it comes from Rapport
    // too, over http.
    expect(await eventsOf('user_id:tag-user', 5)).toEqual(
      expect.arrayContaining(['Landed', 'Plan Viewed', 'Ready', 'identify']),
    );
    const { data } = await api.get<{ data: { payload: { context: { page: { path: string } } } }[] }>(
      '/api/v1/events?event=Plan%20Viewed',
    );
    // The page of the call, not the page at the time of sending.
    expect(data[0]?.payload.context.page.path).toBe('/');
    expect([foreign, complaints]).toEqual([[], []]);
    expect(await page.evaluate('typeof analytics.VERSION === "string" || analytics.initialized')).toBe(true);
    await page.close();
    shop.close();
  });

  it('is started by Segment’s snippet when only its host is changed', async () => {
    const methods = ['identify', 'track', 'page', 'on', 'ready', 'user', 'load'];
    const snippet = `!function(){
      var name = 'analytics', analytics = window[name] = window[name] || [];
      if (analytics.initialize || analytics.invoked) return;
      analytics.invoked = true;
      ${JSON.stringify(methods)}.forEach(function (method) {
        analytics[method] = function () {
          if (window[name].initialized) return window[name][method].apply(window[name], arguments);
          analytics.push([method].concat(Array.prototype.slice.call(arguments)));
          return analytics;
        };
      });
      analytics.load = function (key, options) {
        var script = document.createElement('script');
        script.async = true;
        script.setAttribute('data-global-segment-analytics-key', name);
        script.src = '${rapport.baseUrl}/analytics.js/v1/' + key + '/analytics.min.js';
        var first = document.getElementsByTagName('script')[0];
        first.parentNode.insertBefore(script, first);
        analytics._loadOptions = options;
      };
      analytics._writeKey = '${api.writeKey}';
      analytics.load('${api.writeKey}', { initialPageview: false });
      analytics.page('Snippet');
      analytics.identify('snippet-user');
      analytics.track('Snippet Worked');
    }();`;
    const shop = await openShop(`<script>${snippet}</script>`);
    const { page, foreign, complaints } = await visit(shop);
    expect(await eventsOf('user_id:snippet-user', 2)).toEqual(
      expect.arrayContaining(['Snippet Worked', 'identify']),
    );
    expect([foreign, complaints]).toEqual([[], []]);
    await page.close();
    shop.close();
  });

  it('is RudderStack’s, starts from Rapport alone, and sends its calls and its beacons', async () => {
    const shop = await openShop(`<script src="/rudder/index.js"></script><script>
      const rudder = new rudderanalytics.RudderAnalytics();
      window.done = new Promise((resolve) => rudder.ready(resolve));
      rudder.load('${api.writeKey}', '${rapport.baseUrl}', {
        configUrl: '${rapport.baseUrl}',
        useBeacon: location.search === '?beacon',
      });
      rudder.identify('rudder-user' + location.search, { firstName: 'Lin' });
      rudder.track('Rudder Worked');
    </script>`);
    for (const query of ['', '?beacon']) {
      const { page, foreign, complaints } = await visit(shop, query);
      await page.evaluate('window.done');
      expect([foreign, complaints]).toEqual([[], []]);
      // Beacons leave with the page.
      await page.close({ runBeforeUnload: query !== '' });
      expect(await eventsOf(encodeURIComponent(`user_id:rudder-user${query}`), 2)).toEqual([
        'Rudder Worked',
        'identify',
      ]);
    }
    shop.close();
  });

  it('keeps quiet about a key that nobody has: one complaint, and no request to anybody else', async () => {
    const shop = await openShop(
      `<script src="${rapport.baseUrl}/s.js?writeKey=wk_nobodyhasthiskey00"></script><script>analytics.page()</script>`,
    );
    const { page, foreign, complaints } = await visit(shop);
    await until('the SDK gave up', async () => complaints.find((line) => line.includes('[rapport]')));
    expect(foreign).toEqual([]);
    await page.close();
    shop.close();
  });

  it('starts from Rapport alone and turns an anonymous visitor into a person with a personalised email', async () => {
    const template = await api.template(
      'Hello',
      'Hello, {{ profile.traits.firstName }}',
      '<p>{{ event.properties.plan }}</p>',
    );
    await api.journey('Hello', {
      trigger: { kind: 'event', event: 'Signed Up' },
      start: 'hello',
      steps: [{ key: 'hello', kind: 'message', channel: 'email', templateId: template, next: null }],
    });
    const shop = await openShop(`<script src="/sdk/index.js"></script><script>
      const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${api.writeKey}', cdnURL: '${rapport.baseUrl}' });
      window.done = (async () => {
        await analytics.page('Pricing');
        await analytics.track('Plan Viewed', { plan: 'team' });
        await analytics.identify('browser-user', { email: 'lin@acme.test', firstName: 'Lin' });
        await analytics.track('Signed Up', { plan: 'team' });
      })();</script>`);
    const { page, foreign } = await visit(shop);
    await page.evaluate('window.done');

    const mails = await api.get<{ data: { subject: string }[] }>('/api/v1/mailbox?recipient=lin@acme.test', {
      prefer: 'wait=20',
    });
    expect(mails.data.map((mail) => mail.subject)).toEqual(['Hello, Lin']);
    const names = await until('the anonymous events are on the timeline', async () => {
      const { data } = await api.get<{ data: { name: string | null; type: string }[] }>(
        '/api/v1/profiles/user_id%3Abrowser-user/events',
      );
      return data.length === 4 ? data.map((event) => event.name ?? event.type).sort() : undefined;
    });
    expect(names).toEqual(['Plan Viewed', 'Pricing', 'Signed Up', 'identify']);
    expect(foreign).toEqual([]);
    shop.close();
  });
});
