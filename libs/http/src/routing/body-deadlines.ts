import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';

/** A whole request has so long to arrive, unless its route allows it more: it must be over within 15 s (security.md 4.3 A). */
const ordinary = { bodyMs: 14_000, sweptEveryMs: 1_000 };
/** Longest time that any route may allow; Node itself ends what takes longer. */
export const longestRequestMs = 30 * 60 * 1000;

interface Arrival {
  request: IncomingMessage;
  endsAt: number;
}

const arrivals = new WeakMap<IncomingMessage, Arrival>();

/**
 * Ends requests that trickle in, as Node's own `requestTimeout` does for all requests alike: an upload of many megabytes needs
 * more time than the rest, and only the guards know which request is one.
 */
export function addBodyDeadlines(server: FastifyInstance, { bodyMs, sweptEveryMs } = ordinary): void {
  const pending = new Set<Arrival>();
  server.addHook('onRequest', (request, _reply, done) => {
    const { raw } = request;
    if (!raw.complete && hasBody(raw)) {
      const arrival = { request: raw, endsAt: performance.now() + bodyMs };
      arrivals.set(raw, arrival);
      pending.add(arrival);
    }
    done();
  });
  const sweep = setInterval(() => {
    const now = performance.now();
    for (const arrival of pending) {
      if (arrival.request.complete || arrival.request.destroyed) pending.delete(arrival);
      else if (arrival.endsAt <= now && pending.delete(arrival)) end(server, arrival.request);
    }
  }, sweptEveryMs);
  sweep.unref();
  server.addHook('onClose', (_server, done) => {
    clearInterval(sweep);
    done();
  });
}

/** The rest of this request may take so long, from now on. */
export function allowTime(request: IncomingMessage, ms: number): void {
  const arrival = arrivals.get(request);
  if (arrival) arrival.endsAt = performance.now() + ms;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** As Node would: the answer is written by whoever answers broken requests. */
function end(server: FastifyInstance, { socket }: IncomingMessage): void {
  const error = Object.assign(new Error('the request takes too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  server.server.emit('clientError', error, socket);
}
