import { getEventListeners } from 'node:events';
import { Controller, Get, Inject, Module, Req, Res } from '@nestjs/common';
import { Public } from '@rapport/access';
import { type Clock, FixedClock } from '@rapport/kernel';
import { type TestApp, testApp, type TestDatabase, testDatabase } from '@rapport/testing';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CLOCK } from '../tokens.js';
import { preferredWait, waitFor } from './wait-for.js';

let loads = 0;
let doneAfter = 0;
let onLoad: () => void = () => undefined;

@Controller('api/v1/slow')
class SlowController {
  constructor(@Inject(CLOCK) private readonly clock: Clock) {}

  @Get() @Public() wait(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return waitFor(
      { request, reply, clock: this.clock },
      async () => {
        onLoad();
        return { loads: ++loads };
      },
      (value) => value.loads >= doneAfter,
    );
  }
}
@Module({ controllers: [SlowController] })
class SlowModule {}

describe('Prefer: wait', () => {
  it.each([
    ['wait=10', 10],
    ['respond-async, wait=10', 10],
    ['wait = "5"', 5],
    ['wait=31', 30],
    ['wait=0', 0],
    ['wait=-1', undefined],
    ['wait=soon', undefined],
    ['await=5', undefined],
    [undefined, undefined],
  ])('reads %s as %s seconds', (header, seconds) => {
    expect(preferredWait(header)).toBe(seconds);
  });

  let test: TestDatabase;
  let running: TestApp;
  const clock = new FixedClock(0);
  beforeAll(async () => {
    test = await testDatabase();
    running = await testApp(test, [SlowModule], { clock });
  });
  beforeEach(() => {
    loads = 0;
    onLoad = () => undefined;
  });
  afterAll(async () => {
    await running?.close();
    await test.close();
  });
  const ask = (prefer?: string) =>
    running.app.inject({ url: '/api/v1/slow', headers: prefer === undefined ? {} : { prefer } });

  it('loads once without it', async () => {
    doneAfter = 5;
    const answer = await ask();
    expect([answer.json(), answer.headers['preference-applied']]).toEqual([{ loads: 1 }, undefined]);
  });

  it('leaves nothing behind on the signal of the process', async () => {
    const stopping = running.app.getHttpAdapter().getInstance().stopping ?? new AbortController().signal;
    const before = getEventListeners(stopping, 'abort').length;
    let during = 0;
    onLoad = () => (during = getEventListeners(stopping, 'abort').length);
    doneAfter = 1;
    await ask('wait=5');
    expect([during, getEventListeners(stopping, 'abort').length]).toEqual([before + 1, before]);
  });

  it('answers as soon as it is done', async () => {
    doneAfter = 3;
    const answer = await ask('wait=10');
    expect([answer.json(), answer.headers['preference-applied']]).toEqual([{ loads: 3 }, 'wait=10']);
  });

  it('gives the ordinary answer when the time is up', async () => {
    doneAfter = 1000;
    onLoad = () => clock.advance(4000);
    expect((await ask('wait=10')).json()).toEqual({ loads: 3 });
  });
});
