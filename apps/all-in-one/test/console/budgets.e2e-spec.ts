import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliBytes } from './browser.spec-support.js';
import { consoleDist } from './product.spec-support.js';

const kB = 1000;
const assets = join(consoleDist, 'assets');

describe('the built console', () => {
  const page = readFileSync(join(consoleDist, 'index.html'), 'utf8');
  const loaded = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  const sumOf = (suffix: string) =>
    loaded.filter((url) => url.endsWith(suffix)).reduce((sum, url) => sum + brotliBytes(url), 0);

  it('opens with at most 180 kB of script and 35 kB of style', () => {
    expect(sumOf('.js')).toBeGreaterThan(0);
    expect(sumOf('.js')).toBeLessThanOrEqual(180 * kB);
    expect(sumOf('.css')).toBeLessThanOrEqual(35 * kB);
  });

  it('has at most 45 kB of style for all pages together', () => {
    const styles = readdirSync(assets).filter((name) => name.endsWith('.css'));
    expect(styles.reduce((sum, name) => sum + brotliBytes(`/assets/${name}`), 0)).toBeLessThanOrEqual(
      45 * kB,
    );
  });

  it('needs one font before the first paint, of at most 50 kB', () => {
    const latin = readdirSync(assets).find((name) => /^inter-latin-wght-normal.*\.woff2$/.test(name));
    expect(statSync(join(assets, latin ?? 'missing')).size).toBeLessThanOrEqual(50 * kB);
  });

  it('names nothing but its own address, and leaves the nonce to the server', () => {
    expect(loaded.length).toBeGreaterThan(2);
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(page).toMatch(/<script type="module"[^>]*nonce="__NONCE__"/);
    expect(page).not.toMatch(/<script(?![^>]*src=)/);
  });
});
