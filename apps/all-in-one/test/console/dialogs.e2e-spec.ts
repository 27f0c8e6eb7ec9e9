import type { Browser, BrowserContext, Page } from 'playwright-core';
import { axeFaults, headingIsOnTop, launchBrowser, noMisdeeds, watch } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { fillWorkspace, type Filled } from './workspace.spec-support.js';

/** What lies over a page, and how one gets there. */
const dialogs: [name: string, path: (filled: Filled) => string, open: (page: Page) => Promise<void>][] = [
  ['test event', () => '/events', (page) => page.getByRole('button', { name: 'Send a test event' }).click()],
  [
    'rejected event',
    () => '/events?outcome=rejected',
    (page) => page.getByRole('button', { name: /Nobody Did It/ }).click(),
  ],
  [
    'dead letter',
    () => '/rejected',
    (page) => page.getByRole('button', { name: /No userId|says nothing about whom/ }).click(),
  ],
  ['replay', () => '/rejected', (page) => page.getByRole('button', { name: 'Replay all…' }).click()],
  [
    'seen property',
    () => '/schema/events/Signed%20Up?type=track',
    (page) => page.getByRole('button', { name: 'plan', exact: true }).click(),
  ],
  [
    'new rule',
    ({ planId }) => `/tracking-plans/${planId}`,
    (page) => page.getByRole('button', { name: 'Add rule' }).click(),
  ],
  [
    'publish a transform',
    ({ transformId }) => `/transforms/${transformId}`,
    (page) => page.getByRole('button', { name: 'Publish' }).click(),
  ],
  ['new source', () => '/sources', (page) => page.getByRole('button', { name: 'New source' }).click()],
  ['new template', () => '/templates', (page) => page.getByRole('button', { name: 'New template' }).click()],
  ['new journey', () => '/journeys', (page) => page.getByRole('button', { name: 'New journey' }).click()],
  [
    'new API key',
    () => '/settings/api-keys',
    (page) => page.getByRole('button', { name: 'New API key' }).click(),
  ],
  ['a question', () => '/mailbox', (page) => page.getByRole('button', { name: 'Empty the mailbox' }).click()],
];

describe('what lies over a page', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let filled: Filled;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    filled = await fillWorkspace(product.url);
    context = await browser.newContext({ reducedMotion: 'reduce' });
    await context.addCookies([{ ...filled.cookie, url: product.url }]);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  it.each(dialogs)(
    '%s: axe 0 and the policy kept in both schemes; Escape closes it',
    async (_name, path, open) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await context.newPage();
        const misdeeds = watch(page, product.url);
        await page.emulateMedia({ colorScheme });
        await page.goto(product.url + path(filled));
        await open(page);
        const dialog = page.getByRole('dialog');
        await dialog.waitFor();
        expect({ colorScheme, faults: await axeFaults(context, page) }).toEqual({ colorScheme, faults: [] });
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'detached' });
        expect({ colorScheme, ...misdeeds }).toEqual({ colorScheme, ...noMisdeeds });
        await page.close();
      }
    },
  );

  it('finds every page by Ctrl K', async () => {
    const page = await context.newPage();
    await page.goto(product.url);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('textbox', { name: 'Go to a page' }).fill('message log');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Message log', level: 1 }).waitFor();
    await page.close();
  });

  it('opens the menu on a phone, and takes it away with the next page', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(product.url);
    await page.getByRole('button', { name: 'Open the menu' }).click();
    await page.getByRole('link', { name: 'Sources' }).click();
    await page.getByRole('heading', { name: 'Sources', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Open the menu' }).waitFor();
    expect(await headingIsOnTop(page)).toBe(true);
    await page.close();
  });

  it('jumps from a problem to its step, with the focus', async () => {
    const page = await context.newPage();
    await page.goto(`${product.url}/journeys/${filled.journeyId}`);
    await page.getByRole('button', { name: 'Add a step after Wait' }).click();
    await page.getByRole('menuitem', { name: /^Branch/ }).click();
    await page.getByRole('button', { name: 'Save draft' }).click();
    const problem = page.getByRole('region', { name: 'Checks' }).getByRole('button').first();
    await problem.click();
    expect(await page.evaluate<string>('document.activeElement.textContent')).toMatch(/^Branch/);
    await page.close({ runBeforeUnload: false });
  });
});
