import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { launchBrowser, noMisdeeds, watch, type Misdeeds } from './browser.spec-support.js';
import { startProduct, type Product } from './product.spec-support.js';
import { setUpWorkspace, type Workspace } from './workspace.spec-support.js';

/** One visit to the screens of the data group, told in order: each step stands on what the one before it left. */
describe('data, by hand', () => {
  let product: Product;
  let browser: Browser;
  let page: Page;
  let workspace: Workspace;
  let misdeeds: Misdeeds;

  beforeAll(async () => {
    [product, browser] = await Promise.all([startProduct(), launchBrowser()]);
    workspace = await setUpWorkspace(product.url);
    const context = await browser.newContext({
      viewport: { width: 1440, height: 900 },
      acceptDownloads: true,
    });
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
  const button = (name: string | RegExp): Locator => page.getByRole('button', { name });
  const open = async (path: string, heading: string | RegExp): Promise<void> => {
    await page.goto(product.url + path);
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
  };

  step('a test event from the source page turns its panel green', async () => {
    await open('/sources', 'Sources');
    await page.getByRole('link', { name: 'First source', exact: true }).click();
    await page.getByText('Waiting for the first event…').waitFor();
    await button('Send a test event').click();
    await page.getByRole('link', { name: 'user_id:rapport-test' }).first().waitFor();
    await page.getByLabel('Rate limit').fill('500');
    await page.getByLabel('Allowed origins').fill('https://shop.acme.test');
    await button('Save settings').click();
    await page.getByText('Saved. It holds within seconds.').waitFor();
  });

  step(
    'a source of browsers is advised to match on what is safe where everybody can read the key',
    async () => {
      const { id } = await workspace.post<{ id: string }>('/sources', { name: 'Web shop' });
      await open(`/sources/${id}`, 'Web shop');
      expect(await button('Match on these two').count()).toBe(0);
      await page.getByLabel('Kind').selectOption({ label: 'Browser' });
      await button('Match on these two').click();
      await button('Match on these two').waitFor({ state: 'detached' });
      await button('Save settings').click();
      await page.getByText('Saved. It holds within seconds.').last().waitFor();
      const saved = await workspace.get<{ kind: string; matchOn: string[] }>(`/sources/${id}`);
      expect(saved).toMatchObject({ kind: 'browser', matchOn: ['user_id', 'anonymous_id'] });
    },
  );

  step('live events held for a while lose none of what came meanwhile', async () => {
    await open('/events?event=Counted', 'Live events');
    await page.getByText('Live', { exact: true }).waitFor();
    await workspace.send([track('Counted', { n: 0 })]);
    await page.getByRole('button', { name: /Counted/ }).waitFor();
    await button('Pause').click();
    await page.getByText('Paused, keeping its place').waitFor();
    for (let batch = 0; batch < 3; batch++)
      await workspace.send(
        Array.from({ length: 100 }, (_, n) => track('Counted', { n: 1 + batch * 100 + n })),
      );
    await workspace.send([track('Not Asked For', {})]);
    await workspace.until(
      async () =>
        (await workspace.get<{ data: unknown[] }>('/events?event=Not%20Asked%20For')).data.length === 1,
    );
    expect(await page.getByRole('listitem').filter({ hasText: 'Counted' }).count()).toBe(1);
    await button('Go on').click();
    await page.locator('li[aria-setsize="301"]').first().waitFor();
    expect(await page.getByText(/more came here than can be shown|events are missing here/).count()).toBe(0);
  });

  step('a rule proposed from a live event counts the next one that breaks it', async () => {
    await workspace.send([track('Order Completed', { order_id: 'o-1', revenue: 19.5 })]);
    await open('/events?event=Order%20Completed', 'Live events');
    await page.getByRole('button', { name: /Order Completed/ }).click();
    await button('Add rule from this example').click();
    await button('Add to the draft').click();
    await page.getByRole('heading', { name: 'Tracking plan', level: 1 }).waitFor();
    await page.getByLabel('Type of order_id').waitFor();
    await page.getByLabel('Required: order_id').check();
    await page.getByRole('tab', { name: 'Sources' }).click();
    await page.getByLabel('First source').check();
    await button('Save sources').click();
    await page.getByText('Saved. These sources follow the published version.').waitFor();
    await button('Publish').click();
    await button('Publish version 1').click();
    await page.getByText('Published · v1').waitFor();
    await page.getByRole('tab', { name: 'Violations' }).click();
    const planId = new URL(page.url()).pathname.split('/').at(-1);
    await workspace.until(async () => {
      await workspace.send([track('Order Completed', { order_id: 7 })]);
      const path = `/tracking-plans/${planId}/violations`;
      return (await workspace.get<{ data: unknown[] }>(path)).data.length > 0;
    });
    await page.getByText('Wrong type').first().waitFor();
    await page.getByText('Let in').first().waitFor();
  });

  step('publishing what drops a field names the journeys that read it', async () => {
    await workspace.post('/journeys', {
      name: 'Thank them',
      draft: {
        trigger: {
          kind: 'event',
          event: 'Order Completed',
          where: { kind: 'property', property: 'revenue', op: 'is_set' },
        },
        entry: { reentry: { rule: 'parallel' } },
        start: 'end',
        steps: [{ key: 'end', kind: 'exit', reason: 'done' }],
      },
    });
    await page.getByRole('tab', { name: 'Rules' }).click();
    await button('Remove property revenue').click();
    await button('Publish').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('revenue').first().waitFor();
    await dialog.getByRole('link', { name: 'Thank them' }).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  step('the schema shows what was seen, its types, and who reads it', async () => {
    await open('/schema', 'Schema');
    await page.getByRole('link', { name: 'Order Completed' }).click();
    await page.getByRole('heading', { name: 'Order Completed', level: 1 }).waitFor();
    await page.getByRole('link', { name: 'Thank them' }).waitFor();
    await page.getByRole('link', { name: /version 1 of the rule/ }).waitFor();
    await button('revenue').click();
    await page.getByRole('dialog').getByRole('link', { name: 'Thank them' }).waitFor();
  });

  step('a transform is written, tried on a real event, and changes the next one', async () => {
    await workspace.send([track('Legacy Purchase', { amount: '12' })]);
    await open('/transforms', 'Transforms');
    await button('New transform').first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('Rename purchases');
    await button('Create transform').click();
    await page.getByRole('heading', { name: 'Rename purchases', level: 1 }).waitFor();
    await write(
      page,
      `(event) => event.event === 'Legacy Purchase' ? { ...event, event: 'Purchase' } : event`,
    );
    await page.getByLabel('Event', { exact: true }).selectOption({ index: 0 });
    await page.getByText('Changed', { exact: true }).waitFor();
    await button('Keep this as a test').click();
    await page.getByLabel('First source').check();
    await button('Save draft').click();
    await page.getByText('Passes').waitFor();
    await button('Publish').click();
    await button('Publish version 1').click();
    await page.getByText('Published · v1').waitFor();
    await workspace.until(async () => {
      await workspace.send([track('Legacy Purchase', { amount: '13' })]);
      return (await workspace.get<{ data: unknown[] }>('/events?event=Purchase')).data.length > 0;
    });
  });

  step('what a broken transform rejects is repaired and replayed, and its person exists', async () => {
    await write(page, `(event) => event.userId === 'late' ? { ...event, event: event.missing.name } : event`);
    await button('Remove test Legacy Purchase').click();
    await button('Publish').click();
    await button('Publish version 2').click();
    await page.getByText('Published · v2').waitFor();
    await workspace.until(async () => {
      await workspace.send([{ ...track('Arrived', {}), userId: 'late' }]);
      return (
        (await workspace.get<{ data: unknown[] }>('/dead-letters?code=transform_failed')).data.length > 0
      );
    });
    await write(page, '(event) => event');
    await button('Publish').click();
    await button('Publish version 3').click();
    await page.getByText('Published · v3').waitFor();
    await open('/rejected', 'Rejected');
    await page.getByRole('link', { name: /transform_failed/ }).click();
    await button('A transform of the source failed on it').first().click();
    await page.getByText('As it came', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await button('Replay all…').click();
    await workspace.until(async () => (await button(/^Replay \d+ now$/).count()) === 1);
    await button(/^Replay \d+ now$/).click();
    await page.getByText(/went through the door/).waitFor();
    await button('Close').last().click();
    await page.getByText('Nothing matches').or(page.getByText('Nothing is waiting here')).waitFor();
    await workspace.until(async () => (await workspace.status('/profiles/user_id%3Alate')) === 200);
  });

  step('a file with errors makes people of its good rows, and gives back the bad ones', async () => {
    await open('/imports', 'Imports');
    await page.locator('input[type=file]').setInputFiles({
      name: 'people.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(
        'user id,email,since\nimp-1,linus@acme.test,2024-05-01\nimp-2,x@acme.test,2024-13-41\n',
      ),
    });
    await page.getByRole('heading', { name: 'people.csv', level: 1 }).waitFor();
    await page.getByLabel('Type of column since').selectOption('date');
    await button('Save and preview').click();
    await page.getByText('Counted over all 2 rows.').waitFor();
    await button('Start import').click();
    await page.getByText('Done', { exact: true }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button('Download rejected rows').click(),
    ]);
    expect(await readFile(await download.path(), 'utf8')).toContain('imp-2');
    await workspace.until(async () => (await workspace.status('/profiles/user_id%3Aimp-1')) === 200);
    expect(await workspace.status('/profiles/user_id%3Aimp-2')).toBe(404);
  });

  step('all that under the strict policy, without a foreign request or an error', async () => {
    expect(misdeeds).toEqual(noMisdeeds);
  });
});

function track(
  event: string,
  properties: object,
): { type: string; event: string; userId: string; properties: object } {
  return { type: 'track', event, userId: '42', properties };
}

/**
 * Replaces the text of the code editor. Deleted first, by the editor's own command: Chromium itself, typing over a
 * selection of coloured words, would try to keep their look by an inline style, which the policy stops.
 */
async function write(page: Page, code: string): Promise<void> {
  const editor = page.locator('.cm-content');
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(code);
}
