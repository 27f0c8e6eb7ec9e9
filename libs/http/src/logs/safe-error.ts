import { messageOf } from '@rapport/kernel';
import { redacted } from './redact.js';

/** What a log may know of an error: database and network errors quote values in their messages. */
export interface SafeError {
  type: string;
  code?: string;
  message?: string;
  table?: string;
  constraint?: string;
  stack?: string[];
  cause?: SafeError;
}

/** Errors of the language name identifiers, not values; SyntaxError quotes its input and is not among them. */
const harmlessMessages: ReadonlySet<string> = new Set([
  'TypeError',
  'RangeError',
  'ReferenceError',
  'StartError',
  'AssertionError',
]);
const mostFrames = 12;
const deepestCause = 3;

export function safeError(thrown: unknown, depth = 0): SafeError {
  if (!(thrown instanceof Error)) return { type: typeof thrown };
  const { code, table, constraint, driverError } = thrown as Error & Record<string, unknown>;
  const cause: unknown = thrown.cause ?? driverError;
  return {
    type: thrown.constructor.name,
    ...(typeof code === 'string' && { code }),
    ...(harmlessMessages.has(thrown.constructor.name) && { message: redacted(messageOf(thrown)) }),
    ...(typeof table === 'string' && { table }),
    ...(typeof constraint === 'string' && { constraint }),
    stack: framesOf(thrown),
    ...(cause !== undefined && depth < deepestCause && { cause: safeError(cause, depth + 1) }),
  };
}

/** The frames alone: the first lines of a stack repeat the message. */
function framesOf(error: Error): string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, mostFrames)
    .map((line) => line.trim());
}
