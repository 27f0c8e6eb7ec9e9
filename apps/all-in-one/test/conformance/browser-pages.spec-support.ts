import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PageClient, type SdkClient, type Target } from './clients.spec-support.js';
import { listen } from './listen.spec-support.js';
import type { Run } from './sdk-register.spec-support.js';

/** The SDKs' own files, as a bundler or a CDN would serve them. */
const sdkFolders = {
  'analytics-next': 'node_modules/@segment/analytics-next/dist/umd',
  'rudder-analytics-js': 'node_modules/@rudderstack/analytics-js/dist/npm/modern/bundled/umd',
};

/** A shop of its own origin in a real browser: each SDK has its own profile, so that none finds another's storage. */
export class Shop {
  /** Requests to anybody but the shop and Rapport. */
  readonly foreign: string[] = [];

  private constructor(
    private readonly server: Server,
    readonly origin: string,
    private readonly browser: Browser,
  ) {}

  static async open(): Promise<Shop> {
    const server = createServer((request, response) => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const [, sdk = '', name = ''] = path.split('/');
      const folder = sdkFolders[sdk as keyof typeof sdkFolders];
      const file = folder && name && join(folder, name);
      if (file && existsSync(file)) {
        response.setHeader('content-type', 'text/javascript');
        createReadStream(file).pipe(response);
      } else {
        response.setHeader('content-type', 'text/html; charset=utf-8');
        response.end(pageOf(sdk as keyof typeof sdkFolders, decodeURIComponent(query)));
      }
    });
    const port = await listen(server);
    const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    const args = [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
    ];
    return new Shop(server, `http://127.0.0.1:${port}`, await chromium.launch({ executablePath, args }));
  }

  async client(run: Run & { kind: 'page' }, target: Target): Promise<PageClient> {
    const context = await this.browser.newContext();
    const page = await context.newPage();
    page.on('request', (request) => {
      if (new URL(request.url()).hostname !== '127.0.0.1') this.foreign.push(request.url());
    });
    const settings = encodeURIComponent(JSON.stringify(settingsOf(run, target)));
    await page.goto(`${this.origin}/${run.page}/?${settings}`);
    await page.waitForFunction('window.tell');
    return new PageClient(page);
  }

  /** The next page of the same visit. */
  async reload(client: SdkClient): Promise<void> {
    const page = this.pageOf(client);
    await page.reload();
    await page.waitForFunction('window.tell');
  }

  /** The visitor goes to another place. */
  async leave(client: SdkClient): Promise<void> {
    await this.pageOf(client).goto('about:blank');
  }

  /** A visitor with the SDK's file and nothing of ours. */
  async blank(): Promise<Page> {
    const page = await (await this.browser.newContext()).newPage();
    await page.goto(`${this.origin}/blank/`);
    await page.addScriptTag({ url: `${this.origin}/analytics-next/index.js` });
    return page;
  }

  private pageOf(client: SdkClient): Page {
    if (!(client instanceof PageClient)) throw new Error('this SDK has no page');
    return client.page;
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function pageOf(sdk: keyof typeof sdkFolders, settings: string): string {
  if (!(sdk in sdkFolders)) return '<!doctype html><title>Shop</title>';
  const script = (name: string): string =>
    readFileSync(join(__dirname, 'clients', 'pages', `${name}.js`), 'utf8');
  return `<!doctype html><title>Shop</title><script src="/${sdk}/index.js"></script>
<script>window.settings = ${settings};</script>
<script>{${script('revive')}}</script><script>{${script(sdk)}}</script>`;
}

/** Standard delivery takes its host from the settings document; batching overrides it, as applications do. */
function settingsOf({ page, delivery }: Run & { kind: 'page' }, { host, writeKey }: Target): object {
  if (page === 'rudder-analytics-js') {
    const retries = { minRetryDelay: 300, maxRetryDelay: 3000, maxAttempts: 20 };
    const batch = { enabled: delivery === 'batching', maxItems: 5, flushInterval: 200 };
    const options = { configUrl: host, logLevel: 'ERROR', queueOptions: { ...retries, batch } };
    return { writeKey, dataPlaneUrl: host, options };
  }
  const load = { writeKey, cdnURL: host };
  if (delivery === 'standard') return { load, options: {} };
  const deliveryStrategy = { strategy: 'batching', config: { size: 5, timeout: 200 } };
  const apiHost = `${new URL(host).host}/v1`;
  return {
    load,
    options: { integrations: { 'Segment.io': { apiHost, protocol: 'http', deliveryStrategy } } },
  };
}
