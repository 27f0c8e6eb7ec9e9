/**
 * What the database said, sorted once, where it enters (reliability.md 4.3). Never decided by the text of a message.
 *
 * - `transient`: try the same again later (connection lost, serialisation failure, deadlock, lock timeout, disk full).
 * - `poison`: this input can never be stored (data exception, constraint, statement too complex).
 * - `defect`: our own mistake (syntax, undefined column, permission): halt and say so.
 */
export type FailureClass = 'transient' | 'poison' | 'defect';

const transientCodes = /^(08...|57P0[123]|40001|40P01|55P03|57014|53...|25P0[34])$/;
const transientSystemCodes = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)/;

export function classifyFailure(error: unknown): FailureClass {
  const code = codeOf(error);
  if (code !== undefined) {
    if (transientCodes.test(code) || transientSystemCodes.test(code)) return 'transient';
    if (/^(22|23|54)...$/.test(code)) return 'poison';
    if (/^[0-9A-Z]{5}$/.test(code)) return 'defect';
  }
  return isLostConnection(error) ? 'transient' : 'poison';
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string') return code;
  return driverError === undefined ? undefined : codeOf(driverError);
}

/** `pg` gives a lost connection no code, only these sentences. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message)
  );
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Why Rapport cannot start, in one sentence that says what to do. Shown without a stack; the exit code is 1. */
export class StartError extends Error {}
