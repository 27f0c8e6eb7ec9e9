import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WireReplies } from './wire-replies.js';

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;

/** Too long a URL is answered in the shape of the wire, not as a problem. */
export const config = { refusesLongUrls: true };
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A path that SDKs post to, with and without a slash at its end; any other method is told which to use. */
export function takePost(wire: FastifyInstance, path: string, replies: WireReplies, handler: Handler): void {
  take(wire, path, replies, 'POST', { POST: handler });
}

/** A path that SDKs get from. `head` answers to HEAD where a GET has an effect. */
export function takeGet(
  wire: FastifyInstance,
  path: string,
  replies: WireReplies,
  handler: Handler,
  head: Handler = handler,
): void {
  take(wire, path, replies, 'GET', { GET: handler, HEAD: head });
}

function take(
  wire: FastifyInstance,
  path: string,
  replies: WireReplies,
  allowed: 'GET' | 'POST',
  handlers: Record<string, Handler>,
): void {
  for (const url of [path, `${path}/`]) {
    for (const [method, handler] of Object.entries(handlers)) {
      wire.route({ method, url, handler, config, exposeHeadRoute: false });
    }
    wire.route({
      method: 'OPTIONS',
      url,
      config,
      handler: (request, reply) => replies.preflight(request, reply),
    });
    wire.route({
      method: methods.filter((method) => !(method in handlers)),
      url,
      config,
      exposeHeadRoute: false,
      handler: (_, reply) => replies.otherMethod(reply, allowed),
    });
  }
}
