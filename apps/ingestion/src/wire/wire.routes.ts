import type { Clock } from '@rapport/kernel';
import { messageOf } from '@rapport/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { IngestMetrics } from '../accept/ingest-metrics.js';
import { addressOf } from './address-of.js';
import { corsHeaders, preflightHeaders } from './domain/cors-headers.js';
import { credentialOfHeader } from './domain/read-credential.js';
import { settingsDocument } from './domain/settings-document.js';
import { plainSuccess, wireAnswer } from './domain/wire-answer.js';
import { refusalBody, refuse, tryAgainLater } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';
import { wireRoutes } from './domain/wire-routes.js';
import type { WireRoute } from './domain/wire-routes.js';
import { drain, readBody } from './read-body.js';
import type { ReceiveEvents } from './receive-events.usecase.js';

export interface WireParts {
  receive: ReceiveEvents;
  metrics: IngestMetrics;
  clock: Clock;
  logger: Logger;
  publicUrl: string;
}

const success = Buffer.from(plainSuccess);
const otherMethods = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'];

/**
 * The SDK wire, on Fastify itself: no pipe, guard or interceptor stands between the socket and the log. Its own context, so
 * that nothing here changes how `/api/v1` reads bodies.
 */
export function wireRoutesOf(parts: WireParts): (fastify: FastifyInstance) => Promise<void> {
  const door = new WireDoor(parts);
  return async (wire) => {
    wire.removeAllContentTypeParsers();
    wire.addContentTypeParser('*', (_request, _payload, done) => done(null));
    wire.addHook('onRequest', async (request, reply) => {
      // Any content type, a malformed one too, is read as JSON.
      request.raw.headers['content-type'] = 'application/octet-stream';
      void reply.headers(corsHeaders(request.headers.origin));
    });
    wire.setErrorHandler((error, request, reply) => door.fail(error, request, reply));
    for (const [path, route] of Object.entries(wireRoutes)) {
      for (const url of [path, `${path}/`]) {
        wire.post(url, (request, reply) => door.post(route, request, reply));
        wire.options(url, (request, reply) => door.preflight(request, reply));
        wire.route({
          method: otherMethods,
          url,
          exposeHeadRoute: false,
          handler: (_, reply) => door.otherMethod(reply),
        });
      }
    }
    for (const url of ['/v1/projects/:key/settings', '/v1/projects/:key/settings/']) {
      wire.get<{ Params: { key: string } }>(url, (request, reply) =>
        door.settings(request.params.key, reply),
      );
      wire.options(url, (request, reply) => door.preflight(request, reply));
    }
  };
}

/** Translates between HTTP and the use case. */
class WireDoor {
  constructor(private readonly parts: WireParts) {}

  async post(route: WireRoute, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const receivedAtMs = this.parts.clock.now();
    if (route.kind === 'metrics') {
      drain(request.raw);
      return this.json(reply, success);
    }
    const headerKey = credentialOfHeader(request.headers.authorization);
    const keyRefusal = headerKey && (await this.parts.receive.refusalOfKey(headerKey));
    if (keyRefusal) {
      drain(request.raw);
      return this.refused(reply, keyRefusal);
    }
    const body = await readBody(request.raw);
    if (!body.ok) return this.refused(reply, body.error);
    const { origin } = request.headers;
    const result = await this.parts.receive.execute({
      route,
      text: body.value,
      headerKey,
      query: request.query,
      origin,
      address: addressOf(request),
      receivedAtMs,
    });
    if (!result.ok) return this.refused(reply, result.error);
    const answer = wireAnswer(result.value);
    return this.json(reply, answer === plainSuccess ? success : Buffer.from(answer));
  }

  async preflight(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const asked = request.headers['access-control-request-headers'];
    return reply.code(204).headers(preflightHeaders(asked)).send();
  }

  async otherMethod(reply: FastifyReply): Promise<FastifyReply> {
    return this.refused(reply, refuse('method_not_allowed', 'use POST', { allow: 'POST, OPTIONS' }));
  }

  async settings(key: string, reply: FastifyReply): Promise<FastifyReply> {
    const refusal = await this.parts.receive.refusalOfKey(key);
    if (refusal) return this.refused(reply, refusal);
    void reply.header('cache-control', 'public, max-age=60');
    return this.json(reply, Buffer.from(JSON.stringify(settingsDocument(key, this.parts.publicUrl))));
  }

  /** A defect, or a client that went away. The client keeps its events and comes back. */
  async fail(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if (!request.raw.destroyed) this.parts.logger.error({ error: messageOf(error) }, 'wire.failed');
    return this.refused(reply, tryAgainLater('unavailable', 5, 'unknown'));
  }

  private refused(reply: FastifyReply, refusal: WireRefusal): FastifyReply {
    this.parts.metrics.requestRefused(refusal.code);
    void reply.code(refusal.status).headers(refusal.headers);
    // What is left of the body would otherwise be read as the next request.
    if (!reply.request.raw.complete) void reply.header('connection', 'close');
    return this.json(reply, Buffer.from(refusalBody(refusal)));
  }

  /** A buffer, so that the content type stays exactly `application/json`. */
  private json(reply: FastifyReply, body: Buffer): FastifyReply {
    return reply.header('content-type', 'application/json').send(body);
  }
}
