import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageRoot } from '@rapport/config';
import { loaderScript } from './domain/loader-script.js';

/** A file as it is served. */
export interface ServedFile {
  plain: Buffer;
  gzipped: Buffer;
  etag: string;
}

/** What a page loads: our loader, and the SDK's files by names that change with their content. */
export interface SdkFiles {
  loader: ServedFile;
  bundles: ReadonlyMap<string, ServedFile>;
}

/** Where the SDK looks for its chunks, below its `cdnURL`. */
export const bundlesPath = 'analytics-next/bundles';

/** Read once, at the start: the files of @segment/analytics-next as it was installed, unchanged. */
export function readSdkFiles(): SdkFiles {
  const installed = createRequire(join(packageRoot, 'package.json')).resolve(
    '@segment/analytics-next/package.json',
  );
  const folder = join(dirname(installed), 'dist', 'umd');
  const bundles = new Map<string, ServedFile>();
  for (const name of readdirSync(folder)) {
    if (/\.bundle\.[0-9a-f]+\.js$/.test(name)) bundles.set(name, served(readFileSync(join(folder, name))));
  }
  const sdk = served(readFileSync(join(folder, 'index.js')));
  const sdkName = `index.${sdk.etag.slice(1, 21)}.js`;
  bundles.set(sdkName, sdk);
  return { loader: served(Buffer.from(loaderScript(`${bundlesPath}/${sdkName}`))), bundles };
}

function served(plain: Buffer): ServedFile {
  const etag = `"${createHash('sha256').update(plain).digest('hex').slice(0, 32)}"`;
  return { plain, gzipped: gzipSync(plain), etag };
}
