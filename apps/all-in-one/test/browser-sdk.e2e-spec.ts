import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { ApiClient } from './api-client.spec-support.js';
import { freePort, until } from './free-port.spec-support.js';
import { type Installation, install } from './installation.spec-support.js';

/** A shop of its own origin: one page, and the SDK's own files as a bundler or a CDN would serve them. */
async function openShop(script: string): Promise<{ origin: string; close(): void }> {
  const folder = 'node_modules/@segment/analytics-next/dist/umd';
  const page = `<!doctype html><title>Shop</title><script src="/sdk/index.js"></script><script>${script}</script>`;
  const server: Server = createServer((request, response) => {
    const file = join(folder, (request.url ?? '').replace('/sdk/', '').split('?')[0] ?? '');
    if (request.url?.startsWith('/sdk/') && existsSync(file)) {
      response.setHeader('content-type', 'text/javascript');
      createReadStream(file).pipe(response);
    } else {
      response.setHeader('content-type', 'text/html');
      response.end(page);
    }
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('the stock browser SDK in Chromium', () => {
  let rapport: Installation;
  let browser: Browser;

  beforeAll(async () => {
    rapport = await install('all-in-one with the embedded bus');
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

  it('starts from Rapport alone and turns an anonymous visitor into a person with a personalised email', async () => {
    const api = await ApiClient.setUp(rapport.baseUrl);
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
    const shop = await openShop(`
      const analytics = AnalyticsNext.AnalyticsBrowser.load({ writeKey: '${api.writeKey}', cdnURL: '${rapport.baseUrl}' });
      window.done = (async () => {
        await analytics.page('Pricing');
        await analytics.track('Plan Viewed', { plan: 'team' });
        await analytics.identify('browser-user', { email: 'lin@acme.test', firstName: 'Lin' });
        await analytics.track('Signed Up', { plan: 'team' });
      })();`);
    const page = await browser.newPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (![shop.origin, rapport.baseUrl].some((origin) => request.url().startsWith(origin)))
        foreign.push(request.url());
    });
    await page.goto(shop.origin);
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
