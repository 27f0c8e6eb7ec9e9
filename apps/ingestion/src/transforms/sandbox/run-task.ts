import { Realm } from './realm.js';
import type { Realms } from './realms.js';
import { sandboxLimits } from './sandbox-limits.js';
import { progressCells } from './sandbox-protocol.js';
import type { RunReply, RunTask, SandboxResult } from './sandbox-protocol.js';
import type { StillClock } from './still-clock.js';

/** One turn: event after event through the whole chain, until the turn's time is over. */
export async function runTask(
  task: RunTask,
  realms: Realms,
  clock: StillClock,
  progress: Int32Array,
): Promise<RunReply> {
  const started = clock.monotonic();
  const results: SandboxResult[] = [];
  const logs: string[] = [];
  clock.set(task.nowMs);
  for (const [position, text] of task.events.entries()) {
    if (position > 0 && clock.monotonic() - started > sandboxLimits.turnMs) break;
    Atomics.store(progress, progressCells.position, position);
    results.push(await runChain(task, realms, text, logs));
    Atomics.add(progress, progressCells.finished, 1);
  }
  return { results, logs: logs.slice(0, sandboxLimits.logLines), tookMs: clock.monotonic() - started };
}

async function runChain(task: RunTask, realms: Realms, text: string, logs: string[]): Promise<SandboxResult> {
  let texts = [text];
  for (const [position, one] of task.chain.entries()) {
    const realm = await realms.of(one);
    if (!(realm instanceof Realm)) return { kind: 'failed', failure: { ...realm, position } };
    const next: string[] = [];
    for (const each of texts) {
      const answer = realm.run(each, task.capture);
      if (task.capture) logs.push(...realm.logs());
      if ('failure' in answer) return { kind: 'failed', failure: { ...answer.failure, position } };
      next.push(...(answer.texts ?? []));
      if (realm.broken) break;
    }
    if (next.length === 0) return { kind: 'dropped', position };
    if (next.length > sandboxLimits.eventsPerSplit) return tooMany(position);
    texts = next;
  }
  return texts.length === 1 && texts[0] === text ? { kind: 'same' } : { kind: 'events', texts };
}

function tooMany(position: number): SandboxResult {
  const detail = `made more than ${sandboxLimits.eventsPerSplit} events of one`;
  return { kind: 'failed', failure: { kind: 'returned', position, detail, line: null } };
}
