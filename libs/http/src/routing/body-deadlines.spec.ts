import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import Fastify, { type FastifyInstance } from 'fastify';
import { addBodyDeadlines, allowTime } from './body-deadlines.js';
import { serverOptions } from './server-options.js';

/** A server that gives requests 200 ms, and those to `/slow` a minute. */
async function server(): Promise<FastifyInstance> {
  const app = Fastify(serverOptions);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
  addBodyDeadlines(app, { bodyMs: 200, sweptEveryMs: 50 });
  app.post('/', (request) => text(request.raw));
  app.post('/slow', (request) => {
    allowTime(request.raw, 60_000);
    return text(request.raw);
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

/** Sends the first half of a body, the second when `restAfterMs` have passed, and reads what comes until the server hangs up. */
async function post(app: FastifyInstance, path: string, restAfterMs?: number): Promise<string> {
  const { port } = app.server.address() as AddressInfo;
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\nconnection: close\r\n\r\nfirst`);
  if (restAfterMs !== undefined) setTimeout(() => socket.write('-rest'), restAfterMs);
  return text(socket);
}

describe('the time that a request has to arrive', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    app = await server();
  });
  afterAll(() => app.close());

  it('ends with 408 and the connection', async () => {
    const answer = await post(app, '/');
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*"code":"request_timeout"/s);
  });

  it('is enough for a request that arrives in time', async () => {
    expect(await post(app, '/', 1)).toMatch(/^HTTP\/1\.1 200 .*first-rest$/s);
  });

  it('is longer where the route says so', async () => {
    expect(await post(app, '/slow', 500)).toMatch(/^HTTP\/1\.1 200 .*first-rest$/s);
  });
});
