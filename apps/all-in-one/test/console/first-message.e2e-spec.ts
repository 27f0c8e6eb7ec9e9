import type { Browser, Page } from 'playwright-core';
import { fieldHolds, launchBrowser, noMisdeeds, watch, type Misdeeds } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';

const password = 'correct horse battery';

describe('from nothing to the first message, by hand', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let misdeeds: Misdeeds;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(20_000);
    misdeeds = watch(page, product.url);
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  /** One visit told in order: once a step fails, the rest would only say so again, slowly. */
  let broken = false;
  const step = (name: string, walk: () => Promise<void> | void): void => {
    it(name, async () => {
      if (broken) throw new Error('an earlier step failed');
      broken = true;
      await walk();
      broken = false;
    });
  };

  step('puts the faults of the owner form under their fields', async () => {
    await page.goto(product.url);
    await page.getByRole('heading', { name: 'Create your workspace' }).waitFor();
    await page.getByLabel('Workspace name').fill('Acme');
    await page.getByLabel('Email').fill('ada@acme.test');
    await page.locator('input[type=password]').fill('short');
    await page.getByRole('button', { name: 'Create workspace' }).click();
    await page.getByText('Must be at least 10 characters long.').waitFor();
  });

  step('opens Home with what was observed, and a snippet with the real address and key', async () => {
    await page.getByLabel('Your name').fill('Ada Lovelace');
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: 'Create workspace' }).click();
    await page.getByRole('heading', { name: /Ada Lovelace/ }).waitFor();
    await page.getByText('Services answer').waitFor();
    await page.getByText('Your first API key, shown this once').waitFor();
    await page.getByRole('tab', { name: 'curl' }).click();
    const snippet = await page.getByRole('region', { name: 'Snippet for curl' }).textContent();
    expect(snippet).toContain(product.url);
    expect(snippet).toMatch(/wk_\w+/);
  });

  step('shows the first event live, and the person it made', async () => {
    await page.getByText('Waiting for the first event').waitFor();
    await sendTestEvent(page);
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'user_id:test-grace' }).first().waitFor();
    await page
      .getByText('4 set-up checks observed')
      .or(page.getByText('3 of 4 set-up checks observed'))
      .waitFor();
  });

  step('makes the template and the journey from the recipe, and publishes', async () => {
    await page.getByRole('button', { name: 'Use this recipe' }).click();
    await page.getByRole('heading', { name: 'Welcome', level: 1 }).waitFor();
    await page.getByText('When “Signed Up” arrives').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByRole('button', { name: 'Publish and start' }).click();
    await page.getByText('Live · v1').waitFor();
  });

  step('delivers the personal email into the mailbox', async () => {
    await sendTestEvent(page);
    await page.getByRole('link', { name: 'Open the mailbox' }).click();
    await page.getByRole('heading', { name: 'Welcome, Grace', level: 2 }).waitFor();
    const mail = page.frameLocator('iframe[title="Message: Welcome, Grace"]');
    await mail.getByRole('heading', { name: 'Welcome, Grace!' }).waitFor();
    await mail.getByText('Thank you for joining Acme').waitFor();
  });

  step('has the message in the log, on the timeline, and its check observed', async () => {
    await page.getByRole('link', { name: 'Open in the message log' }).click();
    await page.getByText('Delivered').first().waitFor();
    await page.getByRole('link', { name: 'Grace', exact: true }).click();
    await page.getByRole('heading', { name: 'Grace', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Welcome, Grace' }).waitFor();
    await page.getByRole('link', { name: 'See the path' }).first().waitFor();
    await page.getByRole('link', { name: 'Home' }).click();
    await page.getByText('4 of 4 observed').waitFor();
  });

  step('shows a wrong variable before anything is published', async () => {
    await page.getByRole('link', { name: 'Templates' }).click();
    await page.getByRole('heading', { name: 'Templates', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Welcome' }).click();
    const subject = page.getByLabel('Subject');
    await subject.fill('Welcome, {{ profile.traits.fristName }}');
    await page
      .getByText(/fristName.*(no value|unknown|never)/i)
      .first()
      .waitFor();
    await page
      .getByText(/\d+ errors?$/)
      .first()
      .waitFor();
    await subject.fill('Welcome back, {{ profile.traits.firstName | default: "friend" }}');
    await page.getByText('Welcome back, Grace', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText('Unpublished changes').waitFor();
  });

  step('says who was faster when two people edit one template', async () => {
    const other = await page.context().newPage();
    await other.goto(page.url());
    await other.getByLabel('Preheader').fill('From the other window');
    await other.getByRole('button', { name: 'Save draft' }).click();
    await other.getByText('Not saved').waitFor({ state: 'detached' });
    await other.close();
    await page.getByLabel('Preheader').fill('From this window');
    await page.getByRole('button', { name: 'Save draft' }).click();
    await page.getByText(/Ada Lovelace changed it at/).waitFor();
    await page.getByRole('button', { name: 'Load their version' }).click();
    await fieldHolds(page.getByLabel('Preheader'), 'From the other window');
  });

  step('builds a journey by keyboard alone', async () => {
    await page.getByRole('link', { name: 'Journeys' }).click();
    await page.getByRole('heading', { name: 'Journeys', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Welcome' }).click();
    const plus = page.getByRole('button', { name: 'Add a step after Welcome email' });
    await plus.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: /^Wait/ }).focus();
    await page.keyboard.press('Enter');
    await expectFocus(page, /^Wait/);
    await page.keyboard.press('Control+s');
    await page.getByText('Not saved').waitFor({ state: 'detached' });
    await page.getByText('Unpublished changes').waitFor();
    await page.getByRole('button', { name: 'Remove Wait' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Add a step after Wait' }).waitFor({ state: 'detached' });
  });

  step('asks before unsaved changes are lost, and logs out', async () => {
    await page.getByRole('link', { name: 'Mailbox' }).click();
    await page.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { name: 'Mailbox', level: 1 }).waitFor();
    await page.getByRole('button', { name: /Account of/ }).click();
    await page.getByRole('menuitem', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in' }).waitFor();
    await page.getByLabel('Email').fill('ada@acme.test');
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Mailbox', level: 1 }).waitFor();
  });

  step('did all that under the strict policy, without a foreign request or an error', () => {
    expect(misdeeds).toEqual(noMisdeeds);
  });
});

async function sendTestEvent(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Send a test event' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Send a test event' });
  await dialog.getByRole('button', { name: /^Send/ }).click();
  await dialog.getByText('Accepted.').waitFor();
}

async function expectFocus(page: Page, name: RegExp): Promise<void> {
  await expect(page.evaluate<string>('document.activeElement.textContent')).resolves.toMatch(name);
}
