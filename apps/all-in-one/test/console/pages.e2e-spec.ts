import type { Browser, BrowserContext, Page } from 'playwright-core';
import {
  axeFaults,
  brotliBytes,
  headingIsOnTop,
  launchBrowser,
  noMisdeeds,
  sidewaysOverflow,
  watch,
  type Misdeeds,
} from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { fillWorkspace, type Filled } from './workspace.spec-support.js';

const kB = 1000;
const routeBudget = 290 * kB;
const editorBudget = 340 * kB;
const withEditor = ['template', 'transform'];

/** Every page, by what it shows; ids come from the workspace that was filled through the API. */
const pages: [name: string, path: (filled: Filled) => string][] = [
  ['home', () => '/'],
  ['journeys', () => '/journeys'],
  ['journey', ({ journeyId }) => `/journeys/${journeyId}`],
  ['runs', ({ journeyId }) => `/journeys/${journeyId}/runs`],
  ['run', ({ runId }) => `/runs/${runId}`],
  ['templates', () => '/templates'],
  ['template', ({ templateId }) => `/templates/${templateId}`],
  ['people', () => '/people'],
  ['person', () => '/people/user_id%3A42'],
  ['groups', () => '/groups'],
  ['no such group', () => '/groups/group_id%3Anobody'],
  ['types of objects', () => '/objects'],
  ['no such type of objects', () => '/objects/nothing'],
  ['sources', () => '/sources'],
  ['source', ({ sourceId }) => `/sources/${sourceId}`],
  ['live events', () => '/events'],
  ['rejected', () => '/rejected'],
  ['schema', () => '/schema'],
  ['traits', () => '/schema/traits'],
  ['seen event', () => '/schema/events/Signed%20Up?type=track'],
  ['tracking plans', () => '/tracking-plans'],
  ['tracking plan', ({ planId }) => `/tracking-plans/${planId}`],
  ['reactions of a plan', ({ planId }) => `/tracking-plans/${planId}?tab=reactions`],
  ['sources of a plan', ({ planId }) => `/tracking-plans/${planId}?tab=sources`],
  ['violations of a plan', ({ planId }) => `/tracking-plans/${planId}?tab=violations`],
  ['transforms', () => '/transforms'],
  ['transform', ({ transformId }) => `/transforms/${transformId}`],
  ['imports', () => '/imports'],
  ['import', ({ importId }) => `/imports/${importId}`],
  ['message log', () => '/messages'],
  ['message', ({ msgId }) => `/messages/${msgId}`],
  ['mailbox', () => '/mailbox'],
  ['settings', () => '/settings'],
  ['API keys', () => '/settings/api-keys'],
  ['identity', () => '/settings/identity'],
  ['empty people', () => '/people?q=nobody-by-that-name'],
  ['not found', () => '/no-such-page'],
  ['no such person', () => '/people/user_id%3Anobody'],
];
const schemes = ['light', 'dark'] as const;
const widths = [1440, 390, 320] as const;

describe('every page', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let filled: Filled;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    filled = await fillWorkspace(product.url);
    context = await browser.newContext();
    await context.addCookies([{ name: filled.cookie.name, value: filled.cookie.value, url: product.url }]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  interface Opened {
    page: Page;
    misdeeds: Misdeeds;
  }

  async function open(path: string, width: number, scheme: 'light' | 'dark'): Promise<Opened> {
    const page = await context.newPage();
    const misdeeds = watch(page, product.url);
    await page.setViewportSize({ width, height: width === 1440 ? 900 : 844 });
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    const answer = await page.goto(product.url + path);
    expect(answer?.status()).toBe(200);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page
      .getByText(/^(Loading|Rendering).*…$/)
      .first()
      .waitFor({ state: 'detached' });
    return { page, misdeeds };
  }

  it.each(pages)(
    '%s: axe 0, the policy kept, no foreign request and no error, in both schemes',
    async (_name, path) => {
      for (const scheme of schemes) {
        const { page, misdeeds } = await open(path(filled), 1440, scheme);
        expect({ scheme, faults: await axeFaults(context, page) }).toEqual({ scheme, faults: [] });
        expect({ scheme, ...misdeeds }).toEqual({ scheme, ...noMisdeeds });
        await page.close();
      }
    },
  );

  it.each(pages)('%s: fits every width, and nothing lies over its heading', async (_name, path) => {
    for (const width of widths) {
      const { page } = await open(path(filled), width, 'light');
      expect({ width, overflow: await sidewaysOverflow(page) }).toEqual({ width, overflow: 0 });
      expect({ width, onTop: await headingIsOnTop(page) }).toEqual({ width, onTop: true });
      await page.close();
    }
  });

  it.each(pages)('%s: stays within its budget of script', async (name, path) => {
    const page = await context.newPage();
    const scripts = new Set<string>();
    page.on('response', (response) => {
      if (/\/assets\/.*\.js$/.test(response.url())) scripts.add(response.url());
    });
    await page.goto(product.url + path(filled));
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (withEditor.includes(name)) await page.locator('.cm-content').waitFor();
    const bytes = [...scripts].reduce((sum, url) => sum + brotliBytes(url), 0);
    await page.close();
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThanOrEqual(withEditor.includes(name) ? editorBudget : routeBudget);
  });
});
