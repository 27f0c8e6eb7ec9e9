import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { LoadOrder, LoadReport } from './generator.js';

/** Runs the generator in a process of its own. */
export async function load(order: LoadOrder): Promise<LoadReport> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.js')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(order));
  return JSON.parse(await text(child.stdout)) as LoadReport;
}

/** Events packed into batch requests. */
export function batchBodies(events: readonly unknown[], perRequest: number): string[] {
  const bodies: string[] = [];
  for (let i = 0; i < events.length; i += perRequest)
    bodies.push(JSON.stringify({ batch: events.slice(i, i + perRequest) }));
  return bodies;
}
