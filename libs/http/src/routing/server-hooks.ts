import { limits, ProblemError } from '@rapport/kernel';
import type { FastifyInstance } from 'fastify';
import { setContentTypeAside } from '../bodies/declared-content-type.js';
import { matches } from '../concurrency/etag.js';
import { headersOfProblem, problemOf } from '../problems/problem.js';
import type { RouteMethods } from '../problems/route-methods.js';
import { baseHeaders } from './answer-headers.js';
import { addBodyDeadlines } from './body-deadlines.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route answers to too long a URL in its own way. */
    refusesLongUrls?: boolean;
  }
}

/** What happens to every request before and after its route, wire and management alike. */
export function addServerHooks(server: FastifyInstance, routes: RouteMethods, https: boolean): void {
  server.removeAllContentTypeParsers();
  // Bodies are read after the guards have spoken, by whoever wants them: see `readBody`.
  server.addContentTypeParser('*', (_request, payload, done) => done(null, payload));

  addBodyDeadlines(server);

  server.addHook('onRoute', ({ method, url }) => routes.add([method].flat(), url));

  server.addHook('onRequest', (request, reply, done) => {
    setContentTypeAside(request.raw);
    void reply.headers(baseHeaders(request.url, request.id, https));
    const { config } = request.routeOptions;
    if (request.url.length <= limits.urlLength || config.refusesLongUrls) return done();
    const problem = new ProblemError('uri_too_long');
    void reply.code(problem.status).headers(headersOfProblem(problem));
    void reply.send(JSON.stringify(problemOf(problem, request.id)));
  });

  server.addHook('onSend', (request, reply, payload, done) => {
    const etag = reply.getHeader('etag');
    const known = request.headers['if-none-match'];
    const fresh =
      reply.statusCode === 200 &&
      (request.method === 'GET' || request.method === 'HEAD') &&
      typeof etag === 'string' &&
      known !== undefined &&
      matches(known, etag);
    if (!fresh) return done(null, payload);
    void reply.code(304).removeHeader('content-length').removeHeader('content-type');
    done(null, null);
  });
}
