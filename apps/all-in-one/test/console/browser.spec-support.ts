import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { consoleDist } from './product.spec-support.js';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? places.find((path) => existsSync(path));
  if (!executablePath)
    throw new Error('no Chromium: apt-get install --no-install-recommends chromium, or set CHROMIUM_PATH');
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Waits until a field holds `value`; fails with what it holds instead. */
export async function fieldHolds(field: Locator, value: string, limitMs = 20_000): Promise<void> {
  for (const deadline = Date.now() + limitMs; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const held = await field.inputValue();
    if (held === value) return;
    if (Date.now() > deadline) throw new Error(`the field holds “${held}”, not “${value}”`);
  }
}

/** What a page must never do, gathered over its whole life. */
export interface Misdeeds {
  cspViolations: string[];
  foreignRequests: string[];
  errors: string[];
}

/** Chromium reports every answer of 400 and up; a refusal that the page shows to its reader is no fault of the page. */
const refusal = /Failed to load resource: the server responded with a status of 4\d\d/;

export function watch(page: Page, origin: string): Misdeeds {
  const misdeeds: Misdeeds = { cspViolations: [], foreignRequests: [], errors: [] };
  page.on('console', (message) => {
    const text = `${message.text()} @ ${page.url()}`;
    if (/Content.Security.Policy/i.test(text)) misdeeds.cspViolations.push(text);
    else if (message.type() === 'error' && !refusal.test(text)) misdeeds.errors.push(text);
  });
  page.on('pageerror', (error) => misdeeds.errors.push(`${error.message} @ ${page.url()}`));
  page.on('response', (response) => {
    const lost = response.status() >= 400 && response.url().includes('/assets/');
    if (lost) misdeeds.errors.push(`${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (['http:', 'https:', 'ws:', 'wss:'].includes(url.protocol) && url.origin !== origin)
      misdeeds.foreignRequests.push(request.url());
  });
  return misdeeds;
}

export const noMisdeeds: Misdeeds = { cspViolations: [], foreignRequests: [], errors: [] };

interface AxeViolation {
  id: string;
  nodes: { target: string[]; failureSummary?: string }[];
}

/** axe needs a script of its own; it is put in past the page's policy, which stays on for the page itself. */
export async function axeFaults(context: BrowserContext, page: Page): Promise<string[]> {
  const cdp = await context.newCDPSession(page);
  await cdp.send('Page.setBypassCSP', { enabled: true });
  await cdp.send('Runtime.evaluate', { expression: axeSource });
  const violations = await page.evaluate<AxeViolation[]>(
    `axe.run(document, { resultTypes: ['violations'], iframes: false }).then((result) => result.violations)`,
  );
  await cdp.send('Page.setBypassCSP', { enabled: false });
  await cdp.detach();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
}

/** The heading is the element at its own position: nothing, such as an open menu, lies over it. */
export async function headingIsOnTop(page: Page): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const heading = document.querySelector('h1');
    const box = heading.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + 4, box.top + box.height / 2);
    return heading === top || heading.contains(top);
  })()`);
}

export async function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
}

/** Bytes on the wire of one asset: its precompressed form. */
export function brotliBytes(assetUrl: string): number {
  const name = new URL(assetUrl, 'http://localhost').pathname;
  return statSync(join(consoleDist, `${name}.br`)).size;
}
