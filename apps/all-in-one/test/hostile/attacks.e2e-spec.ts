import { gzipSync } from 'node:zlib';
import { ApiClient } from '../api-client.spec-support.js';
import { until } from '@rapport/testing';
import { install, type Installation } from '../installation.spec-support.js';
import { ProcessMemory } from './process-memory.spec-support.js';
import { RawSocket, sendRaw } from './raw-client.spec-support.js';

const kilobyte = 1024;
/** T13 of security.md: a client that does not get on is cut off. */
const patienceMs = 25_000;

/** While somebody attacks, an ordinary client goes on as if nothing were. */
describe('other clients', () => {
  let rapport: Installation;
  let api: ApiClient;
  let memory: ProcessMemory;
  beforeAll(async () => {
    rapport = await install('all-in-one with the embedded bus');
    api = await ApiClient.setUp(rapport.baseUrl);
    memory = new ProcessMemory(rapport.services.ingestion.pid);
  }, 120_000);
  afterAll(() => rapport?.stop(), 60_000);

  /** Every answer of `count` ordinary requests, one after another; a request that takes more than 2 s counts as none. */
  const ordinary = async (count: number, name: string): Promise<number[]> => {
    const answers: number[] = [];
    for (let i = 0; i < count; i++) {
      const body = JSON.stringify({ userId: 'ordinary', event: name, messageId: `${name}-${i}` });
      const answer = await sendRaw(rapport.baseUrl, {
        path: '/v1/track',
        headers: { authorization: `Bearer ${api.writeKey}` },
        body,
      });
      answers.push(answer.status);
    }
    return answers;
  };
  const allGood = (count: number): number[] => Array<number>(count).fill(200);
  const head = (rest: string): string =>
    `POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${api.writeKey}\r\n${rest}`;

  it('do not notice ten million bytes of gzip bombs', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * kilobyte * kilobyte));
    const bombs = Math.ceil(10_000_000 / bomb.length);
    memory.resetPeak();
    const before = memory.now;
    const attack = async (): Promise<(string | undefined)[]> => {
      const codes: (string | undefined)[] = [];
      for (let i = 0; i < bombs / 4; i++) {
        const answer = await sendRaw(rapport.baseUrl, {
          path: '/v1/batch',
          headers: { authorization: `Bearer ${api.writeKey}`, 'content-encoding': 'gzip' },
          body: bomb,
        });
        codes.push(answer.code);
      }
      return codes;
    };
    const [served, ...refused] = await Promise.all([
      ordinary(100, 'During bombs'),
      attack(),
      attack(),
      attack(),
      attack(),
    ]);
    expect(served).toEqual(allGood(100));
    expect(new Set(refused.flat())).toEqual(new Set(['payload_too_large']));
    expect(memory.peak - before).toBeLessThan(200 * kilobyte * kilobyte);
  }, 120_000);

  it('do not notice a thousand idle connections, nor two hundred that trickle headers, bodies or chunks', async () => {
    const idle = Array.from({ length: 1_000 }, () => new RawSocket(rapport.baseUrl));
    await Promise.all(idle.map((socket) => socket.opened));
    const slow = Array.from({ length: 200 }, () => new RawSocket(rapport.baseUrl));
    await Promise.all(slow.map((socket) => socket.opened));
    const beginnings = [
      'POST /v1/batch HTTP/1.1\r\nX-Slow: ',
      head('Content-Length: 100000\r\n\r\n{'),
      head('Transfer-Encoding: chunked\r\n\r\n5\r\n{"bat\r\n'),
      head('Content-Length: 5000\r\nContent-Encoding: gzip\r\n\r\n\x1f'),
    ];
    slow.forEach((socket, i) => socket.write(Buffer.from(beginnings[i % 4] ?? '', 'latin1')));
    const trickle = setInterval(() => slow.forEach((socket) => socket.write('1')), 1_000);
    try {
      expect(await ordinary(200, 'During slow clients')).toEqual(allGood(200));
      await until(
        'every slow client is cut off',
        async () => (slow.every((socket) => socket.closed) ? true : undefined),
        patienceMs,
      );
      expect(await ordinary(20, 'After slow clients')).toEqual(allGood(20));
      // A slow body hears an honest 503, a slow header 408 or nothing; none is told that it was stored.
      for (const socket of slow) expect(socket.received).toMatch(/^$|^HTTP\/1\.1 (400|408|503)/);
    } finally {
      clearInterval(trickle);
      for (const socket of [...idle, ...slow]) socket.destroy();
    }
  }, 120_000);

  it('do not notice clients that hang up, half or wholly, in the middle of a body', async () => {
    for (let round = 0; round < 50; round++) {
      const body = `{"batch":[{"type":"track","userId":"gone","event":"E","messageId":"gone-${round}"}]}`;
      const whole = head(`Content-Length: ${body.length}\r\n\r\n${body}`);
      const half = new RawSocket(rapport.baseUrl, { allowHalfOpen: true });
      const gone = new RawSocket(rapport.baseUrl);
      await Promise.all([half.opened, gone.opened]);
      half.write(whole);
      half.half();
      gone.write(whole.slice(0, whole.length - 20));
      gone.destroy();
      expect(await ordinary(2, `Round ${round}`)).toEqual(allGood(2));
      // Node's server takes a client that closes its half for gone (`httpAllowHalfOpen`): it is let go, answered or not.
      await until('the half-closed client is let go', async () => (half.closed ? true : undefined));
      half.destroy();
    }
  }, 120_000);
});
