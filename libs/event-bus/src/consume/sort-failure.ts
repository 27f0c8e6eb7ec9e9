import { classifyFailure, messageOf, type FailureClass } from '@rapport/kernel';
import { BusUnavailableError } from '../event-bus.js';

export interface Failure {
  class: FailureClass;
  /** Two failures with the same signature count as the same, deterministic one. Holds no content of a record. */
  signature: string;
  message: string;
}

/** The handler neither returned nor threw in time; whatever it still does, its transaction is gone. */
export class HandlerTimeoutError extends Error {
  constructor(limitMs: number) {
    super(`the handler did not finish within ${limitMs} ms`);
  }
}

/** TypeORM's words for "this connection broke while you held it"; they carry no SQLSTATE. */
const lostRunner = new Set(['QueryRunnerAlreadyReleasedError', 'TransactionNotStartedError']);

export function sortFailure(error: unknown): Failure {
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const code = sqlStateOf(error);
  const transient = error instanceof BusUnavailableError || lostRunner.has(name);
  return {
    class: transient ? 'transient' : classifyFailure(error),
    signature: code ?? name,
    message: messageOf(error).slice(0, 500),
  };
}

function sqlStateOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
