import { limits } from '@rapport/kernel';
import type { FastifyInstance } from 'fastify';
import { corsHeaders } from './domain/cors-headers.js';
import { noSuchPath, refuse } from './domain/wire-refusal.js';
import { wireRoutes } from './domain/wire-routes.js';
import { addPixelRoutes } from './pixel.routes.js';
import { addSettingsRoutes } from './sdk-settings.routes.js';
import { WireDoor } from './wire-door.js';
import type { WireParts } from './wire-door.js';
import { config, takePost } from './wire-paths.js';

/** Beside the paths of SDKs: a page that sends to a wrong one gets to read so, instead of a network error. */
const besides = ['/v1/*', '/beacon/*', '/pixel/*'];

/**
 * The SDK wire, on Fastify itself: no pipe, guard or interceptor stands between the socket and the log. Its own context, so
 * that nothing here changes how `/api/v1` reads bodies.
 */
export function wireRoutesOf(parts: WireParts): (fastify: FastifyInstance) => Promise<void> {
  const door = new WireDoor(parts);
  const { replies } = parts;
  return async (wire) => {
    wire.removeAllContentTypeParsers();
    wire.addContentTypeParser('*', (_request, _payload, done) => done(null));
    wire.addHook('onRequest', async (request, reply) => {
      // Any content type, a malformed one too, is read as JSON.
      request.raw.headers['content-type'] = 'application/octet-stream';
      void reply.headers(corsHeaders(request.headers.origin));
      const isPixel = request.routeOptions.url?.includes('pixel');
      if (request.url.length <= limits.urlLength || isPixel) return;
      return replies.refused(reply, refuse('uri_too_long', `a URL may have ${limits.urlLength} characters`));
    });
    wire.setErrorHandler((error, request, reply) => door.fail(error, request, reply));
    for (const [path, route] of Object.entries(wireRoutes)) {
      takePost(wire, path, replies, (request, reply) => door.post(route, request, reply));
    }
    addPixelRoutes(wire, parts);
    addSettingsRoutes(wire, parts);
    for (const url of besides) {
      wire.all(url, { config, exposeHeadRoute: false }, (request, reply) =>
        request.method === 'OPTIONS' ? replies.preflight(request, reply) : replies.refused(reply, noSuchPath),
      );
    }
  };
}
