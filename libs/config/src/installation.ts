import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where Rapport lies: the nearest folder above this file with its `package.json`, built or not. */
export const packageRoot = rootAbove(import.meta.dirname);

/** Of the release that runs. */
export const version = (
  JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
).version;

function rootAbove(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of Rapport not found');
  return rootAbove(parent);
}
