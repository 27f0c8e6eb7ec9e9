import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import {
  axeFaults,
  launchBrowser,
  noMisdeeds,
  sidewaysOverflow,
  watch,
  type Misdeeds,
} from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { setUpWorkspace, type Workspace } from './workspace.spec-support.js';

/** Types and objects, by hand; each step stands on what the one before it left. */
describe('objects, by hand', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let workspace: Workspace;
  let misdeeds: Misdeeds;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    workspace = await setUpWorkspace(product.url);
    await workspace.send([{ type: 'group', userId: 'ada', groupId: 'acme', traits: { name: 'Acme Ltd' } }]);
    await workspace.until(async () => (await workspace.status('/profiles/user_id:ada')) === 200);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await context.addCookies([{ ...workspace.cookie, url: product.url }]);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    misdeeds = watch(page, product.url);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  let broken = false;
  const step = (name: string, walk: () => Promise<void>): void => {
    it(name, async () => {
      if (broken) throw new Error('an earlier step failed');
      broken = true;
      await walk();
      broken = false;
    });
  };
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const field = (name: string, role: 'textbox' | 'combobox' = 'textbox'): Locator =>
    page.getByRole('dialog').getByRole(role, { name, exact: true });
  const inDialog = (name: string): Locator =>
    page.getByRole('dialog').getByRole('button', { name, exact: true });
  const heading = (name: string): Promise<void> =>
    page.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
  const looksRight = async (): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      expect({ colorScheme, faults: await axeFaults(context, page) }).toEqual({ colorScheme, faults: [] });
    }
  };
  const object = (key: string): Promise<{ attributes: unknown; profiles: string[]; groups: string[] }> =>
    workspace.get(`/objects/order/${key}`);

  step('defines a type, and is told what is wrong with it', async () => {
    await page.goto(`${product.url}/objects`);
    await page.getByText('No types yet').waitFor();
    await looksRight();
    await button('New type').click();
    await field('Name').fill('Order');
    await field('Key').fill('no such key!');
    await field('Name of attribute 1').fill('status');
    await inDialog('Attribute').click();
    await field('Name of attribute 2').fill('total');
    await field('Type of attribute 2', 'combobox').selectOption({ label: 'Number' });
    await inDialog('Attribute').click();
    await field('Name of attribute 3').fill('gift');
    await field('Type of attribute 3', 'combobox').selectOption({ label: 'Yes or no' });
    await inDialog('Create the type').click();
    await page
      .getByRole('dialog')
      .getByText(/^Must /)
      .waitFor();
    await looksRight();
    await field('Key').fill('order');
    await inDialog('Create the type').click();
    await heading('Order');
    expect(await workspace.get('/object-types/order')).toMatchObject({
      name: 'Order',
      idField: null,
      attributes: [
        { name: 'status', type: 'string' },
        { name: 'total', type: 'number' },
        { name: 'gift', type: 'boolean' },
      ],
    });
  });

  step('writes an object of a person and a group', async () => {
    await button('New object').click();
    await field('Key').fill('A/1');
    await field('status').fill('open');
    await field('total').fill('many');
    await page.getByText('This is no number.').waitFor();
    expect(await inDialog('Create').isDisabled()).toBe(true);
    await field('total').fill('49.5');
    await field('People').fill('user_id:ada');
    await field('Groups').fill('acme');
    await looksRight();
    await inDialog('Create').click();
    await page
      .getByRole('dialog')
      .getByText(/^Must be a group id/)
      .waitFor();
    await field('Groups').fill('group_id:acme');
    await inDialog('Create').click();
    await heading('A/1');
    expect(await object('A%2F1')).toMatchObject({
      attributes: { status: 'open', total: 49.5 },
      profiles: ['user_id:ada'],
      groups: ['group_id:acme'],
    });
    await looksRight();
  });

  step('does not write over another one as if it were new', async () => {
    await page.goto(`${product.url}/objects/order`);
    await button('New object').click();
    await field('Key').fill('A/1');
    await inDialog('Create').click();
    await page.getByText('There is one with this key already.').waitFor();
    await inDialog('Close').click();
  });

  step('is found by the beginning of its key, and leads to its person, its group and back', async () => {
    await workspace.post('/objects/order/batch', { items: [{ key: 'B', attributes: { status: 'paid' } }] });
    await page.reload();
    const link = (name: string): Locator => page.getByRole('link', { name, exact: true });
    await link('B').waitFor();
    await page.getByLabel('Search').fill('A');
    await link('B').waitFor({ state: 'detached' });
    await looksRight();
    await link('A/1').click();
    await heading('A/1');
    await link('user_id:ada').click();
    await heading('User ada');
    const orders = page.getByRole('region', { name: 'Order' });
    await orders.getByRole('button', { name: /A\/1/ }).click();
    await link('Open A/1').waitFor();
    await page.getByRole('region', { name: 'Groups' }).getByRole('button', { name: 'acme' }).click();
    await link('Open the group').click();
    await heading('Acme Ltd');
    await orders.getByRole('button', { name: /A\/1/ }).click();
    await looksRight();
    await link('Open A/1').click();
    await heading('A/1');
  });

  step('does not overwrite what somebody else saved meanwhile, unless asked to', async () => {
    await button('Change').click();
    await field('status').fill('mine');
    const items = [{ key: 'A/1', attributes: { status: 'theirs' }, profiles: ['user_id:ada'] }];
    await workspace.post('/objects/order/batch', { items });
    await inDialog('Save').click();
    await page.getByText('Your changes are not saved').waitFor();
    await looksRight();
    await button('Load their version').click();
    await page.getByText('theirs').waitFor();
    expect(await object('A%2F1')).toMatchObject({ attributes: { status: 'theirs' }, groups: [] });
    await button('Change').click();
    expect(await field('status').inputValue()).toBe('theirs');
    await field('status').fill('mine');
    await field('gift', 'combobox').selectOption({ label: 'Yes (true)' });
    await inDialog('Save').click();
    await page.getByText('mine').waitFor();
    expect(await object('A%2F1')).toMatchObject({ attributes: { status: 'mine', gift: true } });
  });

  step('is deleted', async () => {
    await button('Delete').click();
    await inDialog('Delete').click();
    await heading('Order');
    await page.getByRole('link', { name: 'B', exact: true }).waitFor();
    expect(await page.getByRole('link', { name: 'A/1', exact: true }).count()).toBe(0);
    expect(await workspace.status('/objects/order/A%2F1')).toBe(404);
  });

  step('keeps an attribute that is in use, and lets a type be put away', async () => {
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Change the type' }).click();
    await inDialog('Remove attribute 1').click();
    await inDialog('Save').click();
    await page.getByRole('dialog').getByRole('alert').waitFor();
    await looksRight();
    await inDialog('Close').click();
    await button('More actions').click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await inDialog('Archive').click();
    await page.getByText('Archived', { exact: true }).waitFor();
    expect(await button('New object').count()).toBe(0);
    await page.goto(`${product.url}/objects`);
    await page.getByRole('row', { name: /Order.*Archived/ }).waitFor();
    await looksRight();
  });

  step('says so where nothing has such a name, and fits a narrow screen', async () => {
    for (const [path, words] of [
      ['/objects/ticket', 'No such type'],
      ['/objects/order/nothing', 'No such object'],
      ['/groups/acme', 'No such group (yet)'],
      ['/people/ada', 'No such person (yet)'],
    ] as const) {
      await page.goto(product.url + path);
      await page.getByText(words).waitFor();
    }
    await page.setViewportSize({ width: 320, height: 800 });
    for (const path of ['/objects', '/objects/order', '/objects/order/B']) {
      await page.goto(product.url + path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByText('Loading…').first().waitFor({ state: 'detached' });
      expect({ path, overflow: await sidewaysOverflow(page) }).toEqual({ path, overflow: 0 });
    }
    expect(misdeeds).toEqual(noMisdeeds);
  });
});
