import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { axeFaults, launchBrowser, noMisdeeds, watch, type Misdeeds } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { setUpWorkspace, type Workspace } from './workspace.spec-support.js';

interface Person {
  id: string;
  identifiers: { type: string; value: string }[];
  traits: Record<string, unknown>;
  groups: { groupId: string }[];
  mergedFrom: string[];
}

/** Two people become one by hand and are taken apart again, told in order, while their events keep coming. */
describe('merging and separating by hand', () => {
  let product: Product;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let workspace: Workspace;
  let misdeeds: Misdeeds;
  let before: Person[];

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    workspace = await setUpWorkspace(product.url);
    context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
    await context.addCookies([{ ...workspace.cookie, url: product.url }]);
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    misdeeds = watch(page, product.url);
    await workspace.send([
      identify('ada-1', { email: 'ada@acme.test', firstName: 'Ada', plan: 'free' }),
      identify('ada-2', { email: 'lovelace@acme.test', firstName: 'Ada', lastName: 'Lovelace', plan: 'pro' }),
      { type: 'group', userId: 'ada-2', groupId: 'engines', traits: {} },
    ]);
    await workspace.until(async () => (await status('ada-1')) === 200 && (await status('ada-2')) === 200);
    await workspace.until(async () => (await person('ada-2')).groups.length > 0);
    before = [await person('ada-1'), await person('ada-2')];
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const status = (userId: string) => workspace.status(`/profiles/user_id%3A${userId}`);
  const person = (userId: string) => workspace.get<Person>(`/profiles/user_id%3A${userId}`);
  const dialog = (): Locator => page.getByRole('dialog');
  const button = (name: string): Locator => page.getByRole('button', { name, exact: true });
  const open = async (userId: string, heading: string): Promise<void> => {
    await page.goto(`${product.url}/people/user_id%3A${userId}`);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };
  const choose = async (action: string): Promise<void> => {
    await button('More actions').click();
    await page.getByRole('menuitem', { name: action }).click();
    await dialog().waitFor();
  };
  const holdsNoFault = async (): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
      expect({ colorScheme, faults: await axeFaults(context, page) }).toEqual({ colorScheme, faults: [] });
    }
  };
  let broken = false;
  const step = (name: string, walk: () => Promise<void>): void => {
    it(name, async () => {
      if (broken) throw new Error('an earlier step failed');
      broken = true;
      await walk();
      broken = false;
    });
  };

  step('shows what a merge would do before it is done, and nothing happens by looking', async () => {
    await open('ada-1', 'Ada');
    await choose('Merge with…');
    await dialog().getByLabel('The other person').fill('lovelace');
    await dialog()
      .getByRole('button', { name: /Ada Lovelace/ })
      .click();
    await dialog().getByText('plan: pro').waitFor();
    await dialog()
      .getByRole('listitem')
      .filter({ hasText: 'engines' })
      .getByText('from Ada Lovelace')
      .waitFor();
    await dialog().getByText('None: neither is inside a journey').waitFor();
    await holdsNoFault();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(await page.evaluate<string>(`document.activeElement.getAttribute('aria-label')`)).toBe(
      'More actions',
    );
    expect((await person('ada-2')).id).toBe(before[1]?.id);
  });

  step('merges them with a reason, by keyboard alone, and shows the one that goes on', async () => {
    await button('More actions').press('Enter');
    await page.locator('[role="menu"]:focus-within').waitFor();
    await page.getByRole('menuitem', { name: 'Merge with…' }).press('Enter');
    await dialog().getByLabel('The other person').fill('lovelace');
    await dialog()
      .getByRole('button', { name: /Ada Lovelace/ })
      .press('Enter');
    await dialog().getByLabel('Reason').fill('Same customer, two logins');
    await dialog().getByLabel('Reason').press('Enter');
    await page.getByText('Merged. They are one person now.').waitFor();
    await page.getByRole('heading', { name: 'Ada Lovelace', level: 1 }).waitFor();
    await page.getByText('By Ada “Same customer, two logins”').waitFor();
    expect((await person('ada-1')).id).toBe((await person('ada-2')).id);
  });

  /** On the timeline; the filter of names offers it too. */
  const happened = (event: string) => page.getByRole('button', { name: event });
  step('undoes it from the notice, while events of both keep coming', async () => {
    await workspace.send([track('ada-1', 'First Went On'), track('ada-2', 'Second Went On')]);
    await happened('Second Went On').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Undo…' }).click();
    await dialog().getByText('2 people afterwards').waitFor();
    await dialog().getByText('Groups engines').waitFor();
    await holdsNoFault();
    await dialog().getByLabel('Reason').fill('They are two after all');
    await dialog().getByRole('button', { name: 'Undo the merge' }).click();
    await page.getByText('Done. They are two people now.').waitFor();
    const after = [await person('ada-1'), await person('ada-2')];
    const known = ({ id, identifiers, traits }: Person) => ({
      id,
      traits,
      identifiers: identifiers.map(({ type, value }) => `${type}:${value}`),
    });
    expect(after.map(known)).toEqual(before.map(known));
    await open('ada-1', 'Ada');
    await happened('First Went On').waitFor();
    expect(await happened('Second Went On').count()).toBe(0);
    await page.getByText(/^Undone/).waitFor();
    await open('ada-2', 'Ada Lovelace');
    await happened('Second Went On').waitFor();
    expect(await happened('First Went On').count()).toBe(0);
  });

  step('separates an identifier, holds against events, and says why they may not be merged', async () => {
    await open('ada-1', 'Ada');
    await choose('Separate…');
    await dialog().getByText('Each of the two needs at least one identifier.').waitFor();
    const email = dialog().getByRole('radiogroup', { name: 'Who gets email:ada@acme.test' });
    await email.getByText('The other one').click();
    await dialog().getByText('2 people afterwards').waitFor();
    await holdsNoFault();
    await dialog().getByLabel('Reason').fill('A shared address');
    await dialog().getByRole('button', { name: 'Separate' }).click();
    await page.getByRole('region', { name: 'Kept apart by hand' }).getByText('A shared address').waitFor();
    await workspace.send([identify('ada-1', { email: 'ada@acme.test' })]);
    await page.getByText('stayed with somebody else: somebody separated them by hand').waitFor();
    await choose('Merge with…');
    await dialog().getByLabel('The other person').fill('ada@acme.test');
    await dialog()
      .getByRole('button', { name: /email:ada@acme\.test/ })
      .click();
    await dialog().getByText('These two cannot become one person').waitFor();
    await dialog().getByText('Lift the separation on the page of one of them first.').waitFor();
    await holdsNoFault();
    await page.keyboard.press('Escape');
  });

  step('lifts the separation, and what events say counts again', async () => {
    await page
      .getByRole('region', { name: 'Kept apart by hand' })
      .getByRole('button', { name: 'Lift…' })
      .click();
    await dialog().getByText('One person afterwards').waitFor();
    await dialog().getByLabel('Reason').fill('It was theirs alone');
    await dialog().getByRole('button', { name: 'Lift the separation' }).click();
    await page.getByRole('region', { name: 'Kept apart by hand' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /^ada@acme.test\s*email$/ }).waitFor();
    expect((await person('ada-1')).identifiers).toHaveLength(2);
  });

  step('all that under the strict policy, without a foreign request or an error', async () => {
    expect(misdeeds).toEqual(noMisdeeds);
  });
});

function identify(userId: string, traits: object): object {
  return { type: 'identify', userId, traits };
}

function track(userId: string, event: string): object {
  return { type: 'track', userId, event };
}
