import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { axeFaults, launchBrowser, noMisdeeds, sidewaysOverflow, watch } from './browser.spec-support.js';
import type { Misdeeds } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { setUpWorkspace, type Workspace } from './workspace.spec-support.js';

const trigger = { kind: 'event', event: 'Visited' };
const split = {
  ...{ key: 'split', kind: 'branch', otherwise: { next: null } },
  branches: [{ key: 'a', when: { kind: 'trait', trait: 'plan', op: 'is', value: 'pro' }, next: null }],
};

interface Draft {
  entry: { filter: unknown };
  steps: { branches: { when: unknown }[] }[];
}

/** Conditions on what stands around a person, as an author builds them; each step stands on what the one before it left. */
describe('groups and related objects, by hand', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let workspace: Workspace;
  let misdeeds: Misdeeds;
  let journeyId: string;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    workspace = await setUpWorkspace(product.url);
    const draft = { trigger, start: 'split', steps: [split] };
    ({ id: journeyId } = await workspace.post<{ id: string }>('/journeys', { name: 'Visits', draft }));
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
  const group = (name: string): Locator => page.getByRole('group', { name, exact: true });
  /** The list of suggestions closes when one goes on. */
  const type = async (field: Locator, name: string): Promise<void> => {
    await field.fill(name);
    await page.keyboard.press('Tab');
  };
  const saved = async (): Promise<Draft> => {
    const stored = page.waitForResponse((answer) => answer.request().method() === 'PUT' && answer.ok());
    await page.getByRole('button', { name: 'Save draft' }).click();
    await stored;
    return (await workspace.get<{ draft: Draft }>(`/journeys/${journeyId}`)).draft;
  };
  const looksRight = async (): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      expect({ colorScheme, faults: await axeFaults(context, page) }).toEqual({ colorScheme, faults: [] });
    }
  };

  step('lets in who has no open order', async () => {
    await page.goto(`${product.url}/journeys/${journeyId}`);
    await page.getByRole('button', { name: /Visited/ }).click();
    const filter = group('Only for people who fit');
    await filter.getByRole('button', { name: 'Condition' }).click();
    await filter.getByLabel('Look at').selectOption({ label: 'Related object' });
    await type(filter.getByLabel('Type of object'), 'order');
    await filter.getByLabel('How many').selectOption({ label: 'exactly' });
    await filter.getByLabel('Number').fill('0');
    const where = group('What must hold of each order');
    await where.getByRole('button', { name: 'Condition' }).click();
    await type(where.getByLabel('Name'), 'status');
    await where.getByLabel('Value', { exact: true }).fill('open');
    await page.getByText('they have none of type order where status is open').first().waitFor();
    await looksRight();
    expect((await saved()).entry.filter).toEqual({
      kind: 'object',
      objectType: 'order',
      count: { op: 'exactly', value: 0 },
      where: { kind: 'property', property: 'status', op: 'is', value: 'open' },
    });
  });

  step('shows it again after a reload, and counts from two to five', async () => {
    await page.reload();
    await page.getByRole('button', { name: /Visited/ }).click();
    const filter = group('Only for people who fit');
    await filter.getByLabel('How many').selectOption({ label: 'between' });
    await filter.getByLabel('From', { exact: true }).fill('2');
    await filter.getByLabel('To', { exact: true }).fill('5');
    await group('What must hold of each order').getByRole('button', { name: 'Remove condition 1' }).click();
    await page.getByText('they have between 2 and 5 of type order').first().waitFor();
    expect((await saved()).entry.filter).toEqual({
      kind: 'object',
      objectType: 'order',
      count: { op: 'between', value: [2, 5] },
    });
  });

  step('sends those of a big group another way', async () => {
    await page
      .getByRole('button', { name: /Branch/ })
      .first()
      .click();
    const path = group('Condition of path 1');
    await path.getByLabel('Look at').selectOption({ label: 'A group’s trait' });
    await type(path.getByLabel('Name'), 'seats');
    await path.getByLabel('Comparison').selectOption({ label: 'is at least' });
    await path.getByLabel('Value', { exact: true }).fill('5');
    await page.getByText('a group’s seats is at least 5').first().waitFor();
    await looksRight();
    expect((await saved()).steps[0]?.branches[0]?.when).toEqual({
      ...{ kind: 'group_trait', trait: 'seats', op: 'at_least', value: 5 },
    });
  });

  step('fits a narrow screen', async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    await page.reload();
    await page.getByRole('button', { name: /Visited/ }).click();
    await group('Only for people who fit').waitFor();
    expect(await sidewaysOverflow(page)).toBe(0);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  step('finds people by them', async () => {
    const types = { key: 'order', name: 'Order', attributes: [{ name: 'status', type: 'string' }] };
    await workspace.post('/object-types', types);
    await workspace.send([
      { type: 'group', userId: 'ada', groupId: 'acme', traits: { seats: 9 } },
      { type: 'group', userId: 'grace', groupId: 'globex', traits: { seats: 2 } },
    ]);
    const [ada, grace] = ['user_id:ada', 'user_id:grace'];
    const isThere = async (ref: string): Promise<boolean> =>
      (await workspace.status(`/profiles/${ref}`)) === 200;
    await workspace.until(async () => (await isThere(ada)) && (await isThere(grace)));
    const items = [
      { key: 'A', attributes: { status: 'open' }, profiles: [ada] },
      { key: 'B', attributes: { status: 'paid' }, profiles: [grace] },
    ];
    await workspace.post('/objects/order/batch', { items });
    await page.goto(`${product.url}/people`);
    const person = (name: string): Locator => page.getByRole('link', { name: `User ${name}`, exact: true });
    await Promise.all([person('ada').waitFor(), person('grace').waitFor()]);
    await page.getByRole('button', { name: 'By conditions' }).click();
    const conditions = group('Conditions');
    await conditions.getByRole('button', { name: 'Condition', exact: true }).click();
    await conditions.getByLabel('Look at').selectOption({ label: 'A group’s trait' });
    await type(conditions.getByLabel('Name'), 'seats');
    await conditions.getByLabel('Comparison').selectOption({ label: 'is at least' });
    await conditions.getByLabel('Value', { exact: true }).fill('5');
    await person('grace').waitFor({ state: 'detached' });
    await person('ada').waitFor();
    await looksRight();

    await conditions.getByLabel('Look at').selectOption({ label: 'Related object' });
    await conditions.getByLabel('Type of object').fill('ord');
    // Nobody is asked for a type that is still being written.
    await person('grace').waitFor();
    await type(conditions.getByLabel('Type of object'), 'order');
    const where = group('What must hold of each order');
    await where.getByRole('button', { name: 'Condition', exact: true }).click();
    await type(where.getByLabel('Name'), 'status');
    await where.getByLabel('Value', { exact: true }).fill('paid');
    await person('ada').waitFor({ state: 'detached' });
    await person('grace').waitFor();
    await looksRight();
    // The address keeps it.
    await page.reload();
    await person('grace').waitFor();
    await group('What must hold of each order').waitFor();
    expect(await person('ada').count()).toBe(0);
  });

  step('offers their variables while a template is written, inside loops too', async () => {
    const html = '<p></p>';
    const content = { subject: 'Hi', from: { address: 'hi@acme.test' }, body: { kind: 'html', html } };
    const { id } = await workspace.post<{ id: string }>('/templates', {
      name: 'Orders',
      channel: 'email',
      draft: { defaultLocale: 'en', variants: { en: content } },
    });
    await page.goto(`${product.url}/templates/${id}`);
    const editor = page.getByRole('textbox', { name: 'HTML of the message' });
    await editor.click();
    await page.keyboard.press('ControlOrMeta+End');
    const offered = async (typed: string, wanted: string): Promise<void> => {
      await page.keyboard.type(typed);
      await page.getByRole('option', { name: new RegExp(`^${wanted}`) }).waitFor();
      await page.keyboard.press('Escape');
    };
    await offered('{{ profile.gr', 'groups');
    await offered('oups.first.tra', 'traits');
    await page.keyboard.type('its.plan }}{% for one in profile.groups %}');
    await offered('{{ one.gro', 'groupId');
    expect(misdeeds).toEqual(noMisdeeds);
  });
});
