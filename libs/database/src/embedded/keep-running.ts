import { pause } from '@rapport/kernel';
import { isAlive } from './postmaster.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';

const lookEveryMs = 500;
const longestWaitMs = 10_000;

/** A server that is started again when it is gone though nobody stopped it. */
export interface KeptServer {
  stop(): Promise<void>;
}

/**
 * A PostgreSQL that crashed restarts by itself, unless its recovery fails too (the disk is full) or the whole of it was killed
 * (out of memory). Then it is started again, for as long as it takes: clients are told 503 meanwhile, and nobody has to
 * restart Rapport once there is room again.
 * @param startAgain must bring it back at the same address
 * @param onStarted called after each new start, before the next look
 */
export function keepRunning(
  first: EmbeddedPostgres,
  startAgain: () => Promise<EmbeddedPostgres>,
  onStarted: () => Promise<void>,
): KeptServer {
  const stopping = new AbortController();
  let running = first;
  const keep = async (): Promise<void> => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      await pause(
        failures === 0 ? lookEveryMs : Math.min(longestWaitMs, lookEveryMs * 2 ** failures),
        stopping.signal,
      );
      if (stopping.signal.aborted || isAlive(running.pid)) continue;
      const next = await startAgain().catch(() => undefined);
      failures = next ? 0 : failures + 1;
      if (!next) continue;
      running = next;
      await onStarted().catch(() => undefined);
    }
  };
  const kept = keep();
  return {
    stop: async () => {
      stopping.abort();
      await kept;
      await running.stop();
    },
  };
}
