import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker, type ResourceLimits } from 'node:worker_threads';

/** Of one thread; what outgrows it dies alone (security.md T7). */
const resourceLimits: ResourceLimits = {
  maxOldGenerationSizeMb: 256,
  maxYoungGenerationSizeMb: 16,
  stackSizeMb: 4,
};

/**
 * Starts the thread that renders: the built file, or, where the sources run as they are (Jest), the source itself,
 * compiled by the hook of `scripts/`.
 */
export function startRenderWorker(): Worker {
  const here = import.meta.dirname;
  const options = { resourceLimits, env: {}, stdout: false, stderr: false };
  const built = join(here, 'render.worker.js');
  if (existsSync(built)) return new Worker(built, options);
  const hook = join(here, '../../../../scripts/typescript-hook.cjs');
  const source = join(here, 'render.worker.ts');
  const load = `require(${JSON.stringify(hook)}); require(${JSON.stringify(source)});`;
  return new Worker(load, { ...options, eval: true });
}
