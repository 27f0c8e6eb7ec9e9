import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IngestMetrics } from '../accept/ingest-metrics.js';
import { preflightHeaders } from './domain/cors-headers.js';
import { refusalBody, refuse } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';

/** Answers in the shape that every SDK understands. */
export class WireReplies {
  constructor(private readonly metrics: IngestMetrics) {}

  /** A buffer, so that the content type stays exactly `application/json`. */
  json(reply: FastifyReply, body: Buffer): FastifyReply {
    return reply.header('content-type', 'application/json').send(body);
  }

  refused(reply: FastifyReply, refusal: WireRefusal): FastifyReply {
    this.count(refusal);
    void reply.code(refusal.status).headers(refusal.headers);
    // What is left of the body would otherwise be read as the next request.
    if (!reply.request.raw.complete) void reply.header('connection', 'close');
    return this.json(reply, Buffer.from(refusalBody(refusal)));
  }

  count({ code }: WireRefusal): void {
    this.metrics.requestRefused(code);
  }

  preflight(request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const asked = request.headers['access-control-request-headers'];
    return reply.code(204).headers(preflightHeaders(asked)).send();
  }

  otherMethod(reply: FastifyReply, allowed: 'GET' | 'POST'): FastifyReply {
    const allow = allowed === 'GET' ? 'GET, HEAD, OPTIONS' : 'POST, OPTIONS';
    return this.refused(reply, refuse('method_not_allowed', `use ${allowed}`, { allow }));
  }
}
