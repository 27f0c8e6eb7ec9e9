import type { Database } from '@rapport/database';
import { classifyFailure, messageOf } from '@rapport/kernel';
import { BusUnavailableError, type StoredMessage } from '../event-bus.js';
import type { LogWriter } from './log-writer.js';

/**
 * Appends in a transaction of its own. When the connection breaks after COMMIT was sent, nobody knows whether it counted
 * (reliability.md 0.12); before that, and whenever the server itself refused, nothing was written.
 * @throws BusUnavailableError
 */
export async function writeLog(
  database: Database,
  writer: LogWriter,
  messages: readonly StoredMessage[],
): Promise<void> {
  let committing = false;
  try {
    await database.newTransaction(async (tx) => {
      await writer.append(messages, tx);
      committing = true;
    });
  } catch (error) {
    if (classifyFailure(error) !== 'transient') throw error;
    const outcome = committing && !isRefusal(error) ? 'unknown' : 'not_written';
    throw new BusUnavailableError(`the log cannot be written: ${messageOf(error)}`, outcome, {
      cause: error,
    });
  }
}

/** The server answered with an error of its own, so that the transaction was rolled back. */
function isRefusal(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code);
}
