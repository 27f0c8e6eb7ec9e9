import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { axeFaults, launchBrowser, noMisdeeds, sidewaysOverflow, watch } from './browser.spec-support.js';
import type { Misdeeds } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { setUpWorkspace, type Workspace } from './workspace.spec-support.js';

interface Policy {
  version: number;
  aliasMode: string;
  types: { type: string; limit: number; paths: string[] }[];
}

/** What is known of people and of what stands around them, by hand: each step stands on what the one before it left. */
describe('traits, identity and groups, by hand', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let workspace: Workspace;
  let misdeeds: Misdeeds;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    workspace = await setUpWorkspace(product.url);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await context.addCookies([{ ...workspace.cookie, url: product.url }]);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    misdeeds = watch(page, product.url);
    const traits = { email: 'ada@acme.test', age: 'thirty', plan: 'pro' };
    await workspace.send([
      { type: 'identify', userId: 'ada', traits },
      { type: 'track', userId: 'bob', event: 'Seen' },
      { type: 'alias', userId: 'ada', previousId: 'bob' },
    ]);
    await workspace.until(
      async () => (await workspace.get<{ data: unknown[] }>('/schema/traits')).data.length === 3,
    );
    await workspace.until(
      async () => (await workspace.get<{ data: unknown[] }>('/profiles')).data.length === 2,
    );
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
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const open = async (path: string, heading: string): Promise<void> => {
    await page.goto(product.url + path);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };
  /** In both colour schemes, and on a phone. */
  const looksRight = async (): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
      // Colours are drawn anew, transitions that are as good as none included.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      expect({ colorScheme, faults: await axeFaults(context, page) }).toEqual({ colorScheme, faults: [] });
    }
    await page.setViewportSize({ width: 320, height: 800 });
    // The frame of the page goes over to its narrow form.
    await workspace.until(async () => (await sidewaysOverflow(page)) === 0);
    await page.setViewportSize({ width: 1440, height: 900 });
  };
  const policy = (): Promise<Policy> => workspace.get<Policy>('/identity-policy');

  step('a reserved trait becomes personal with one click', async () => {
    await open('/schema/traits', 'Schema');
    await button('Call it personal email').click();
    await page.getByText('“email” is now: Personal.').waitFor();
    await page.getByRole('row', { name: /email/ }).getByText('Personal', { exact: true }).waitFor();
    await page.getByRole('row', { name: /age/ }).getByText('documented: integer or number').waitFor();
    await looksRight();
  });

  step('a trait is described and called sensitive; what that does is said', async () => {
    await button('plan').click();
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Everybody who may read people sees its values.').waitFor();
    await drawer.getByLabel('Sensitive').check();
    await drawer.getByLabel('What it means').fill('What they pay for');
    await looksRight();
    await drawer.getByRole('button', { name: 'Save' }).click();
    await page.getByText('“plan” is now: Sensitive.').waitFor();
    await drawer.getByRole('button', { name: 'Close' }).click();
    expect(await workspace.get('/schema/trait-registry')).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({ name: 'plan', piiClass: 'sensitive', description: 'What they pay for' }),
      ]) as unknown,
    });
  });

  step('a name that never came as a trait is described, and listed', async () => {
    await button('Describe a name').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('user_id');
    await dialog.getByLabel('Personal', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Save' }).click();
    const others = page.getByRole('table', { name: 'Other names' });
    await others.getByRole('row', { name: /user_id.*Personal/ }).waitFor();
    await looksRight();
  });

  const addPath = async (type: string, path: string): Promise<void> => {
    const field = page.getByRole('combobox', { name: `Paths of ${type}` });
    await field.fill(path);
    await field.press('Enter');
  };
  const toIdentity = async (): Promise<void> => {
    const tabs = page.getByRole('navigation', { name: 'Settings' });
    await tabs.getByRole('link', { name: 'Identity' }).click();
  };

  step('the limits are added up while they are edited, and stop at what a person may hold', async () => {
    await open('/settings', 'Settings');
    await toIdentity();
    await page.getByText('One person holds at most 65 identifiers, of 100 that are allowed.').waitFor();
    await page.getByLabel('Most per person of email').fill('50');
    await page.getByText('The limits add up to 110: 10 more than the 100').waitFor();
    expect(await button('Apply…').isDisabled()).toBe(true);
    await looksRight();
    await button('Discard').click();
    await page.getByText('One person holds at most 65 identifiers').waitFor();
  });

  step('a path that leads nowhere is refused at its field', async () => {
    await addPath('phone', 'context.ip');
    await button('Preview').click();
    await page.getByText('Must lead into traits, context.traits or properties').waitFor();
    await looksRight();
    await button('Discard').click();
  });

  step('a preview says who would join, with examples, and changes nothing', async () => {
    await page.getByLabel('Join user ids, too').check();
    await page.getByLabel('Name of the new type').fill('loyalty.number');
    await button('Add type').click();
    await addPath('loyalty.number', 'traits.loyaltyNumber');
    await button('Preview').click();
    await page.getByText('2 people would become 1: 2 joined with others, 0 split.').waitFor();
    const examples = page.getByRole('list', { name: 'Examples' });
    await examples.getByText('Now: 2 people').waitFor();
    await examples.getByText('Then: 1 person').waitFor();
    await looksRight();
    expect((await policy()).version).toBe(1);
  });

  step('the rules are applied, and what that came to stays to be read', async () => {
    await button('Apply…').click();
    await page.getByRole('dialog').getByText('2 people would become 1').waitFor();
    await button('Apply the rules').click();
    await page.getByText('The new rules hold. People are being brought up to date.').waitFor();
    await page.getByRole('link', { name: 'Workspace', exact: true }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await toIdentity();
    await page.getByText('1 person was joined to others, nobody came apart.').waitFor();
    expect(await policy()).toMatchObject({
      ...{ version: 2, aliasMode: 'merge_users' },
      types: expect.arrayContaining([
        { type: 'loyalty.number', limit: 5, paths: ['traits.loyaltyNumber'], enabled: true },
      ]) as unknown,
    });
    await workspace.until(
      async () => (await workspace.get<{ data: unknown[] }>('/profiles')).data.length === 1,
    );
  });

  step('whoever was overtaken by somebody else is told who, and chooses', async () => {
    await page.getByLabel('Hub threshold').fill('30');
    const other = await context.newPage();
    await other.goto(`${product.url}/settings/identity`);
    await other.getByLabel('Hub threshold').fill('40');
    await other.getByRole('button', { name: 'Apply…' }).click();
    await other.getByText('You have not previewed them.').waitFor();
    await other.getByRole('button', { name: 'Apply the rules' }).click();
    await other.getByText('The new rules hold.').waitFor();
    await other.close();
    await button('Apply…').click();
    await button('Apply the rules').click();
    await page.getByText(/^Ada changed it at/).waitFor();
    await looksRight();
    await button('Load their version').click();
    await page.getByRole('group', { name: 'Unsaved changes' }).waitFor({ state: 'detached' });
    expect(await page.getByLabel('Hub threshold').inputValue()).toBe('40');
  });

  step('a workspace without groups says how the first one comes about', async () => {
    await page.getByRole('link', { name: 'Groups', exact: true }).click();
    await page.getByRole('heading', { name: 'No groups yet' }).waitFor();
    await looksRight();
  });

  step('a group is found by the beginning of its name, with its people', async () => {
    const traits = { name: 'Acme Inc.', seats: 12 };
    await workspace.send([
      { type: 'identify', userId: 'grace', traits: { firstName: 'Grace' } },
      { type: 'group', userId: 'grace', groupId: 'acme', traits },
      { type: 'group', userId: 'ada', groupId: 'acme', traits },
      { type: 'group', userId: 'ada', groupId: 'globex', traits: {} },
    ]);
    await workspace.until(async () => {
      const { data } = await workspace.get<{ data: { profileCount: number }[] }>('/groups?q=acme');
      return data[0]?.profileCount === 2;
    });
    await open('/groups?q=nowhere', 'Groups');
    await page.getByRole('heading', { name: 'No group matches' }).waitFor();
    await page.getByLabel('Search').fill('acme i');
    await page.getByRole('row', { name: /Acme Inc\..*acme.*2/ }).waitFor();
    await looksRight();
    await page.getByRole('link', { name: 'Acme Inc.' }).click();
    await page.getByRole('heading', { name: 'Acme Inc.', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Grace' }).waitFor();
    await looksRight();
  });

  step('a trait of the group is changed, another taken away', async () => {
    await button('Change seats').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Value', { exact: true }).fill('twelve');
    await dialog.getByText('This is no number.').waitFor();
    await looksRight();
    await dialog.getByLabel('Value', { exact: true }).fill('15');
    await dialog.getByRole('button', { name: 'Set', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('definition').filter({ hasText: '15' }).waitFor();
    await button('Set a trait').click();
    await dialog.getByLabel('Name').fill('plan');
    await dialog.getByLabel('Value', { exact: true }).fill('enterprise');
    await dialog.getByRole('button', { name: 'Set', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await button('Change name').click();
    await dialog.getByRole('button', { name: 'Remove the trait' }).click();
    await page.getByRole('heading', { name: 'acme', level: 1 }).waitFor();
    expect(await workspace.get('/groups/group_id:acme')).toMatchObject({
      traits: { plan: 'enterprise', seats: 15 },
    });
  });

  step('a person is taken out of the group, once that was confirmed', async () => {
    await button('Remove Grace').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('A later group call does.').waitFor();
    await looksRight();
    await dialog.getByRole('button', { name: 'Take them out' }).click();
    await page.getByText('Grace is no longer in “acme”.').waitFor();
    await page.getByRole('link', { name: 'Grace' }).waitFor({ state: 'detached' });
    expect(await workspace.get('/profiles/user_id:grace')).toMatchObject({ groups: [] });
    expect(await workspace.get('/groups/group_id:acme')).toMatchObject({ profileCount: 1 });
    expect(misdeeds).toEqual(noMisdeeds);
  });
});
