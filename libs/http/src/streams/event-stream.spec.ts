import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { AnyScope, type Caller, CurrentCaller } from '@rapport/access';
import {
  type TestApp,
  testApp,
  type TestDatabase,
  testDatabase,
  type TestWorkspace,
  testWorkspace,
} from '@rapport/testing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EventFeed, EventStreams } from './event-stream.js';
import type { StreamItem } from './stream-item.js';

let push: (item: StreamItem) => void = () => undefined;
let closed = 0;
const feed: EventFeed = {
  open: async (lastEventId, stream) => {
    push = (item) => stream.push(item);
    if (lastEventId === 'long-ago') stream.gap('long-ago', 'too_old');
    else if (lastEventId === 'patient') void pushPatiently(stream);
    else if (lastEventId !== undefined)
      stream.push({ id: 'resumed', event: 'accepted', data: { after: lastEventId } });
    return () => void closed++;
  },
};

async function pushPatiently(stream: Parameters<EventFeed['open']>[1]): Promise<void> {
  for (let i = 0; i < 250; i++) {
    await stream.room();
    stream.push({ id: `patient-${i}`, event: 'accepted', data: {} });
  }
}

@Controller('api/v1/ticks')
class TicksController {
  constructor(private readonly streams: EventStreams) {}

  @Get() @AnyScope() async stream(
    @Req() req: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<void> {
    await this.streams.send(req, reply, caller, feed);
  }
}
@Module({ controllers: [TicksController] })
class TicksModule {}

describe('event streams', () => {
  let test: TestDatabase;
  let running: TestApp;
  let acme: TestWorkspace;
  let port: number;
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, [TicksModule]);
    acme = await testWorkspace(running.access);
    await running.app.listen(0, '127.0.0.1');
    port = (running.app.getHttpServer().address() as AddressInfo).port;
  });
  afterAll(async () => {
    await running?.close();
    await test.close();
  });

  /** Opens a stream; `until` waits for text, `ended` for the end. */
  const open = async (authorization: string, headers: Record<string, string> = {}) => {
    let text = '';
    let wake = (): void => undefined;
    let finish = (): void => undefined;
    const ended = new Promise<void>((resolve) => (finish = resolve));
    const client = request({ port, path: '/api/v1/ticks', headers: { authorization, ...headers } });
    const response = await new Promise<IncomingMessage>((resolve) => {
      client.on('response', resolve).end();
    });
    response.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      wake();
    });
    response.on('close', finish);
    response.on('error', () => undefined);
    const until = async (part: string): Promise<string> => {
      while (!text.includes(part)) await new Promise<void>((resolve) => (wake = resolve));
      return text;
    };
    return { response, until, ended, abort: () => client.destroy() };
  };

  it('answers HEAD with the headers and ends', async () => {
    const authorization = await acme.bearer('events:read');
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/ticks`, {
      method: 'HEAD',
      headers: { authorization },
    });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    expect(await answer.text()).toBe('');
  });

  it('sends items as they come, with the headers of every answer', async () => {
    const stream = await open(await acme.bearer('*'));
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    await stream.until(': open');
    push({ id: '7', event: 'accepted', data: { line: 'a\nb' } });
    expect(await stream.until('a\\nb')).toContain('id: 7\nevent: accepted\ndata: {"line":"a\\nb"}\n\n');
    stream.abort();
  });

  it('hands Last-Event-ID to the feed, which resumes or tells of the gap', async () => {
    const resumed = await open(await acme.bearer('*'), { 'last-event-id': '41' });
    await resumed.until('"after":"41"');
    const late = await open(await acme.bearer('*'), { 'last-event-id': 'long-ago' });
    expect(await late.until('too_old')).toContain(
      'event: gap\ndata: {"from":"long-ago","reason":"too_old"}\n\n',
    );
    resumed.abort();
    late.abort();
  });

  it('samples beyond 100 items in a second and says how many it dropped', async () => {
    const stream = await open(await acme.bearer('*'));
    await stream.until(': open');
    for (let i = 0; i < 250; i++) push({ id: `${i}`, event: 'accepted', data: {} });
    const text = await stream.until('event: sampled');
    expect(text.match(/event: accepted/g)?.length).toBe(100);
    await stream.until('{"dropped":150}');
    stream.abort();
  });

  it('has room again in the next second for a feed that waits, and then drops nothing', async () => {
    const stream = await open(await acme.bearer('*'), { 'last-event-id': 'patient' });
    const text = await stream.until('id: patient-249\n');
    expect(text.match(/event: accepted/g)?.length).toBe(250);
    expect(text).not.toContain('event: sampled');
    stream.abort();
  });

  it('ends, and closes the feed, when the key is revoked', async () => {
    const authorization = await acme.bearer('*');
    const stream = await open(authorization);
    await stream.until(': open');
    const before = closed;
    await running.access.query('UPDATE access.api_keys SET revoked_at = now() WHERE key_id = $1', [
      authorization.split('_')[1],
    ]);
    await stream.ended;
    expect(closed).toBe(before + 1);
  });

  it('ends when the session does', async () => {
    const { id, cookie } = await acme.session();
    const stream = await open('', { cookie, 'rapport-workspace': acme.publicId });
    expect(stream.response.statusCode).toBe(401);
    const good = await new Promise<IncomingMessage>((resolve) => {
      request({ port, path: '/api/v1/ticks', headers: { cookie, 'rapport-workspace': acme.publicId } })
        .on('response', resolve)
        .end();
    });
    expect(good.statusCode).toBe(200);
    const ended = new Promise<void>((resolve) => good.resume().on('end', resolve));
    await running.access.query('DELETE FROM access.sessions WHERE id = $1', [id]);
    await ended;
  });

  it('ends all of them when the process stops', async () => {
    const again = await testApp(test, [TicksModule]);
    await again.app.listen(0, '127.0.0.1');
    port = (again.app.getHttpServer().address() as AddressInfo).port;
    const stream = await open(await acme.bearer('*'));
    await again.close();
    await stream.ended;
  });
});
