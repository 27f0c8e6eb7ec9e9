import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { axeFaults, launchBrowser, noMisdeeds, watch, type Misdeeds } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { setUpWorkspace, type Workspace } from './workspace.spec-support.js';

/** One person, looked at while things happen to them. */
describe("a person's page", () => {
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
    await workspace.send([
      identify({ email: 'grace@acme.test', firstName: 'Grace', plan: 'free' }),
      ...Array.from({ length: 120 }, (_, n) => track('Item Viewed', { n }, minutesAgo(200 - n))),
    ]);
    await workspace.until(async () => {
      const person = '/profiles/user_id%3A42';
      return (await workspace.status(person)) === 200 && (await events('?limit=100')).length === 100;
    });
  });
  afterAll(async () => {
    await browser?.close();
    await product?.stop();
  });

  const events = async (query: string): Promise<unknown[]> =>
    (await workspace.get<{ data: unknown[] }>(`/profiles/user_id%3A42/events${query}`)).data;
  const timeline = (): Locator => page.getByRole('list', { name: 'What happened, newest first' });
  const entries = (): Locator => timeline().getByRole('listitem');
  const open = async (): Promise<void> => {
    await page.goto(`${product.url}/people/user_id%3A42`);
    await page.getByRole('heading', { name: 'Grace', level: 1 }).waitFor();
    await page.getByText('Live', { exact: true }).waitFor();
    await entries().first().waitFor();
  };

  it('shows what happens now without a reload', async () => {
    await open();
    await workspace.send([track('Order Completed', { order_id: 'o-1' })]);
    await entries().first().getByText('Order Completed').waitFor();
    await page.getByText('order_id: o-1').waitFor();
  });

  it('holds still while somebody reads further down, and tells that something came', async () => {
    await open();
    await entries().nth(40).scrollIntoViewIfNeeded();
    await page.getByText('Held while you read').waitFor({ state: 'attached' });
    await workspace.send([track('Came Meanwhile', {})]);
    const news = page.getByRole('button', { name: 'Something new at the top' });
    await news.waitFor();
    expect(await timeline().getByText('Came Meanwhile').count()).toBe(0);
    await news.press('Enter');
    await entries().first().getByText('Came Meanwhile').waitFor();
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Timeline');
  });

  it('reads on to the end, without a gap and each thing once', async () => {
    await open();
    const older = page.getByRole('button', { name: 'Show older' });
    await page.getByLabel('Name of the event').selectOption('Item Viewed');
    for (let shown = 50; shown < 120; shown += 50) {
      await entries()
        .nth(shown - 1)
        .waitFor();
      await older.click();
    }
    await entries().nth(119).waitFor();
    await older.waitFor({ state: 'detached' });
    const told = await entries()
      .getByText(/^n: \d+$/)
      .allTextContents();
    expect(told).toEqual(Array.from({ length: 120 }, (_, n) => `n: ${119 - n}`));
    expect(new URL(page.url()).search).toBe('?show=events&event=Item+Viewed');
  });

  it('tells which event made a trait true, and opens it', async () => {
    await open();
    await page.getByRole('button', { name: /^plan free/ }).click();
    await page.getByRole('button', { name: 'Open the event that set plan' }).click();
    const dialog = page.getByRole('dialog', { name: 'Identify' });
    await dialog.getByText('"plan": "free"').waitFor();
    expect(await axeFaults(context, page)).toEqual([]);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe(
      'Open the event that set plan',
    );
  });

  it('sets a trait by hand: on its way, then true, and it says from where', async () => {
    await open();
    await page.getByRole('button', { name: 'Set a trait' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('seats');
    await page.getByLabel('Kind of value').selectOption('number');
    await page.getByRole('textbox', { name: 'Value' }).fill('12');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await page.getByText('12: being applied…').waitFor();
    await page.getByRole('button', { name: /^seats 12/ }).click();
    await page.getByRole('button', { name: 'Open the event that set seats' }).waitFor();
    await page.getByRole('button', { name: 'Change seats' }).click();
    await page.getByRole('button', { name: 'Remove the trait' }).click();
    await page.getByText('Being removed…').waitFor();
    await page.getByRole('button', { name: /^seats/ }).waitFor({ state: 'detached' });
  });

  it('shows the groups they belong to, and what is known of them', async () => {
    await workspace.send([{ type: 'group', userId: '42', groupId: 'acme', traits: { name: 'Acme GmbH' } }]);
    await open();
    await page.getByRole('region', { name: 'Groups' }).getByRole('button', { name: 'acme' }).click();
    await page.getByText('Acme GmbH', { exact: true }).waitFor();
    await page.getByText('1 person in it').waitFor();
  });

  it('shows what is related to them, by type', async () => {
    await workspace.post('/object-types', {
      key: 'order',
      name: 'Order',
      attributes: [{ name: 'total', type: 'number' }],
    });
    await workspace.post('/objects/order/batch', {
      items: [{ key: 'A-1', attributes: { total: 49.5 }, profiles: ['user_id:42'] }],
    });
    await open();
    await page.getByRole('region', { name: 'Order' }).getByRole('button', { name: /A-1/ }).click();
    await page.getByText('"total": 49.5').waitFor();
  });

  it('shows what became related to them while it was open', async () => {
    await open();
    const orders = page.getByRole('region', { name: 'Order' });
    await orders.getByRole('button', { name: /A-1/ }).waitFor();
    await workspace.post('/objects/order/batch', {
      items: [{ key: 'A-2', attributes: { total: 1 }, profiles: ['user_id:42'] }],
    });
    await workspace.send([track('Order Completed', { order_id: 'A-2' })]);
    await orders.getByRole('button', { name: /A-2/ }).waitFor();
  });

  it('says that what is related to them could not be read, and reads it when asked to', async () => {
    const objects = /\/objects\/order/;
    await page.route(objects, (route) => route.fulfill(refusal('What is related must not be read.')));
    await open();
    const orders = page.getByRole('region', { name: 'Order' });
    await orders.getByRole('alert').getByText('What is related must not be read.').waitFor();
    await page.unroute(objects);
    await orders.getByRole('button', { name: 'Try again' }).click();
    await orders.getByRole('button', { name: /A-1/ }).waitFor();
  });

  it.each([
    ['Devices', /\/devices$/],
    ['Kept apart by hand', /\/separations\?/],
  ])('says that %s could not be read', async (title, path) => {
    await page.route(path, (route) => route.fulfill(refusal('Not for you.')));
    await open();
    const panel = page.getByRole('region', { name: title });
    await panel.getByRole('alert').getByText('Not for you.').waitFor();
    await page.unroute(path);
    await panel.getByRole('button', { name: 'Try again' }).click();
    await panel.waitFor({ state: 'detached' });
  });

  it('is not separated on the ground of merges that could not be read, nor merged with nobody', async () => {
    const merges = /\/merges\?/;
    const people = /\/api\/v1\/profiles\?/;
    await open();
    const dialog = page.getByRole('dialog');
    const begin = async (what: string): Promise<void> => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name: what }).click();
    };
    for (const [what, path] of [
      ['Separate…', merges],
      ['Merge with…', people],
    ] as const) {
      await page.route(path, (route) => route.fulfill(refusal('Not for you.')));
      await begin(what);
      await dialog.getByRole('alert').getByText('Not for you.').waitFor();
      expect(await dialog.getByText('No merge is on record').count()).toBe(0);
      await page.unroute(path);
      await dialog.getByRole('button', { name: 'Try again' }).click();
      await dialog.getByRole('alert').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  });

  it('is merged by a dialog that forgets a refusal when somebody else is chosen', async () => {
    const visitor = { type: 'identify', anonymousId: 'visitor-9', traits: { firstName: 'Vera' } };
    await workspace.send([visitor]);
    await workspace.until(async () => (await workspace.status('/profiles/anonymous_id%3Avisitor-9')) === 200);
    await open();
    const merge = /\/merge$/;
    await page.route(merge, (route) =>
      route.request().postDataJSON().dryRun ? route.continue() : route.fulfill(refusal('Not these two.')),
    );
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Merge with…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('The other person').fill('visitor-9');
    await dialog.getByRole('button', { name: /Vera/ }).click();
    await dialog.getByLabel('Reason').fill('The same');
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click();
    await dialog.getByRole('alert').getByText('Not these two.').waitFor();
    await dialog.getByRole('button', { name: 'Choose somebody else' }).click();
    await dialog.getByLabel('The other person').waitFor();
    expect(await dialog.getByRole('alert').count()).toBe(0);
    await page.unroute(merge);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
  });

  it('is not asked for again and again by whoever may not see them', async () => {
    const other = await context.newPage();
    let asked = 0;
    await other.clock.install();
    await other.route(/\/profiles\/user_id%3A42\?/, (route) => {
      asked++;
      return route.fulfill(refusal('You may not see people.'));
    });
    await other.goto(`${product.url}/people/user_id%3A42`);
    await other.getByRole('alert').getByText('You may not see people.').waitFor();
    const before = asked;
    await other.clock.runFor(10_000);
    const again = other.waitForResponse(/\/profiles\/user_id%3A42\?/);
    await other.getByRole('button', { name: 'Try again' }).click();
    await again;
    expect(asked).toBe(before + 1);
    await other.close();
  });

  it('tells why an identifier is theirs, and what was kept apart, in plain words', async () => {
    await workspace.send([
      { type: 'identify', userId: '77', anonymousId: 'browser-77', traits: { email: 'grace@acme.test' } },
    ]);
    await open();
    await page.getByRole('button', { name: /grace@acme.test.*email$/ }).click();
    await page.getByText('Named in one event with user_id:42').waitFor();
    await page.getByRole('button', { name: /named with user id 77/ }).click();
    await page
      .getByText('They are two people, because one person may not have so many identifiers')
      .waitFor();
    await page.getByRole('region', { name: 'Timeline' }).getByText('Identity', { exact: true }).click();
    await page.getByRole('button', { name: 'Named in one event, and kept apart' }).click();
    await page.getByRole('dialog', { name: 'Identify' }).getByText('"userId": "77"').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Whose user_id:77 is' }).click();
    await page.waitForURL(/user_id%3A77/);
  });

  it('is found by what is true of them, and the address keeps the condition', async () => {
    await page.goto(`${product.url}/people`);
    await page.getByRole('link', { name: 'Grace' }).first().waitFor();
    await page.getByRole('button', { name: 'By conditions' }).click();
    await page.getByRole('button', { name: 'Condition', exact: true }).click();
    await page.getByRole('combobox', { name: 'Name' }).fill('plan');
    await page.getByLabel('Value').fill('free');
    await page.getByText('1 person', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('1 person', { exact: true }).waitFor();
    await page.getByLabel('Value').fill('none of that name');
    await page.getByText('Nobody matches').waitFor();
    expect(await axeFaults(context, page)).toEqual([]);
    await page.getByRole('button', { name: 'Without conditions' }).click();
    await page.getByLabel('Search').fill('browser-1');
    await page.getByRole('link', { name: 'Grace' }).click();
    await page.getByRole('heading', { name: 'Grace', level: 1 }).waitFor();
  });

  it('has no fault that axe finds, in both schemes, and keeps the policy', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await open();
      expect({ colorScheme, faults: await axeFaults(context, page) }).toEqual({ colorScheme, faults: [] });
    }
    expect(misdeeds).toEqual(noMisdeeds);
  });
});

function refusal(detail: string): { status: number; contentType: string; body: string } {
  const problem = { status: 403, code: 'insufficient_scope', title: 'Forbidden', detail };
  return { status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) };
}

function identify(traits: object): object {
  return { type: 'identify', userId: '42', anonymousId: 'browser-1', traits };
}

function track(event: string, properties: object, timestamp?: string): object {
  return { type: 'track', userId: '42', event, properties, ...(timestamp && { timestamp }) };
}

function minutesAgo(minutes: number): string {
  return new Date(Date.now() - minutes * 60_000).toISOString();
}
