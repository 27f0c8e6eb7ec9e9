import { type Clock, pause } from '@rapport/kernel';
import type { FastifyReply, FastifyRequest } from 'fastify';

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted when the process begins to stop. */
    stopping?: AbortSignal;
  }
}

const longestWaitSeconds = 30;
const firstPauseMs = 20;
const longestPauseMs = 250;

/** Seconds of `Prefer: wait=N` (RFC 7240), at most 30; undefined without one or when it makes no sense. */
export function preferredWait(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  const match = /(?:^|[,;])\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:$|[,;])/i.exec(text);
  return match ? Math.min(Number(match[1]), longestWaitSeconds) : undefined;
}

/**
 * Answers `Prefer: wait=N`: loads until `isDone`, or until N seconds have passed or the client has gone, and gives what was
 * loaded last. Asks again after growing pauses, so that many waiting clients stay cheap. Without the header it loads once.
 */
export async function waitFor<T>(
  exchange: { request: FastifyRequest; reply: FastifyReply; clock: Clock },
  load: () => Promise<T>,
  isDone: (value: T) => boolean,
): Promise<T> {
  const seconds = preferredWait(exchange.request.headers.prefer);
  if (seconds === undefined) return load();
  void exchange.reply.header('preference-applied', `wait=${seconds}`);
  const until = exchange.clock.now() + seconds * 1000;
  const gone = new AbortController();
  exchange.reply.raw.once('close', () => gone.abort());
  const stopping = exchange.request.server.stopping;
  // Bound to this exchange: the process's own signal outlives it and would keep a listener for every wait there ever was.
  stopping?.addEventListener('abort', () => gone.abort(), { once: true, signal: gone.signal });
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const value = await load();
    const left = until - exchange.clock.now();
    if (isDone(value) || left <= 0 || gone.signal.aborted) return value;
    await pause(Math.min(pauseMs, left), gone.signal);
  }
}
