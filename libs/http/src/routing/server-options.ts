import type { Socket } from 'node:net';
import type { FastifyHttpOptions, FastifyReply, FastifyRequest, RawServerDefault } from 'fastify';
import { newId, ProblemError, type ErrorCode } from '@rapport/kernel';
import { headersOfProblem, problemOf } from '../problems/problem.js';
import { problemErrorOf } from '../problems/problem-of-any.js';
import { requestIdOf } from './answer-headers.js';
import { longestRequestMs } from './body-deadlines.js';

/** Limits of security.md 4.1 and T13; paths are taken literally (T23). Times in ms, sizes in bytes. */
export const serverOptions: FastifyHttpOptions<RawServerDefault> = {
  logger: false,
  requestTimeout: longestRequestMs,
  keepAliveTimeout: 72_000,
  http: { headersTimeout: 10_000, maxHeaderSize: 16 * 1024, connectionsCheckingInterval: 1_000 },
  forceCloseConnections: 'idle',
  return503OnClosing: false,
  // Addresses of clients come through our own reverse proxy, which lives in a private network.
  trustProxy: 'loopback,linklocal,uniquelocal',
  requestIdHeader: false,
  genReqId: (request) => requestIdOf(request.headers['x-request-id'], newId),
  routerOptions: {
    caseSensitive: true,
    ignoreTrailingSlash: false,
    ignoreDuplicateSlashes: false,
    maxParamLength: 2048,
  },
  clientErrorHandler: answerBrokenRequest,
  frameworkErrors: answerFrameworkError,
};

/** What the router refuses before a route is found. */
function answerFrameworkError(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemErrorOf(error);
  void reply.code(problem.status).headers({ ...headersOfProblem(problem), 'x-request-id': request.id });
  void reply.send(JSON.stringify(problemOf(problem, request.id)));
}

const codeOfParser: Record<string, ErrorCode> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
  HPE_HEADER_OVERFLOW: 'headers_too_large',
};

/** Requests that Node's parser gave up on: there is no request object, only a socket. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const problem = new ProblemError(codeOfParser[error.code ?? ''] ?? 'validation_failed', {
    detail: codeOfParser[error.code ?? ''] ? undefined : 'The request is not valid HTTP.',
  });
  const requestId = newId();
  const body = JSON.stringify(problemOf(problem, requestId));
  const headers = {
    ...headersOfProblem(problem),
    'x-request-id': requestId,
    'content-length': Buffer.byteLength(body),
    // Which path was meant, nobody can tell. Pages that send events may read why they failed; this answer tells of nobody.
    'access-control-allow-origin': '*',
    connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${problem.status} Refused\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
