import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker, type ResourceLimits } from 'node:worker_threads';

/** Of one thread, beside the memory of the functions. The stack is deeper than the engine's own limit needs it. */
const resourceLimits: ResourceLimits = {
  maxOldGenerationSizeMb: 128,
  maxYoungGenerationSizeMb: 16,
  stackSizeMb: 16,
};

/**
 * Starts a thread that runs functions: the built file, or, where the sources run as they are (Jest), the source itself,
 * compiled by the hook of `scripts/`.
 */
export function startSandbox(progress: SharedArrayBuffer): Worker {
  const here = import.meta.dirname;
  const options = { resourceLimits, env: {}, workerData: { progress }, stdout: false, stderr: false };
  const built = join(here, 'sandbox.worker.js');
  if (existsSync(built)) return new Worker(built, options);
  const hook = join(here, '../../../../../scripts/typescript-hook.cjs');
  const source = join(here, 'sandbox.worker.ts');
  const load = `require(${JSON.stringify(hook)}); require(${JSON.stringify(source)});`;
  return new Worker(load, { ...options, eval: true });
}
