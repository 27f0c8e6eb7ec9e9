import { randomInt } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { hostileItem, until } from '@rapport/testing';
import fc from 'fast-check';
import { ApiClient } from '../api-client.spec-support.js';
import { install, type Installation } from '../installation.spec-support.js';
import { RawSocket, type RawAnswer, sendRaw } from './raw-client.spec-support.js';

/** Another one each run; `FUZZ_SEED=<n>` plays a run again. */
const seed = Number(process.env.FUZZ_SEED ?? randomInt(2 ** 31));
process.stdout.write(`fuzz seed ${seed}\n`);
const draws = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(arbitrary, { seed, numRuns: count });

const wirePaths = [
  '/v1/batch',
  '/v1/b',
  '/v1/import/',
  '/v1/track',
  '/v1/i',
  '/v1/page',
  '/v1/group',
  '/v1/a',
];
const contentTypes = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  ';;;',
  'application/json; charset=utf-16',
];

describe(`fuzzing the door, seed ${seed}`, () => {
  let rapport: Installation;
  let api: ApiClient;
  beforeAll(async () => {
    rapport = await install('all-in-one with the embedded bus');
    api = await ApiClient.setUp(rapport.baseUrl);
  }, 120_000);
  afterAll(() => rapport?.stop(), 60_000);

  const send = (
    path: string,
    body: string | Buffer,
    headers: Record<string, string> = {},
  ): Promise<RawAnswer> =>
    sendRaw(rapport.baseUrl, {
      path,
      headers: { authorization: `Bearer ${api.writeKey}`, ...headers },
      body,
    });
  /** Not one of these is an accident of ours. */
  const isHonest = ({ status, code, text }: RawAnswer): boolean =>
    status === 200 ? text.startsWith('{"success":true') : status === 400 && code !== undefined;

  it('takes or sets aside every odd item, and everything taken ends on a profile', async () => {
    let accepted = 0;
    const items = draws(hostileItem(), 3_000);
    for (let from = 0; from < items.length; from += 100) {
      const batch = items.slice(from, from + 100);
      const answer = await send('/v1/batch', `{"batch":[${batch.join()}]}`);
      expect([answer.status, from]).toEqual([200, from]);
      const said = JSON.parse(answer.text) as {
        accepted?: number;
        duplicates?: number;
        rejected?: unknown[];
      };
      expect((said.accepted ?? batch.length) + (said.duplicates ?? 0) + (said.rejected?.length ?? 0)).toBe(
        batch.length,
      );
      accepted += said.accepted ?? batch.length;
    }
    expect(accepted).toBeGreaterThan(300);
    const applied = async (): Promise<{ lag: number; poison: string[] }> => {
      const text = await (await fetch(`${rapport.services.profiles.baseUrl}/metrics`)).text();
      const lag = [...text.matchAll(/^rapport_stage_lag_records\{.*\} (\d+)$/gm)].reduce(
        (sum, [, n]) => sum + Number(n),
        0,
      );
      const { data } = await api.get<{ data: { code: string }[] }>(
        '/api/v1/events?outcome=rejected&limit=100',
      );
      return {
        lag,
        poison: data.map(({ code }) => code).filter((code) => /poison|internal|invalid_event/.test(code)),
      };
    };
    const end = await until('every stage has handled everything', async () => {
      const now = await applied();
      return now.lag === 0 ? now : undefined;
    });
    expect(end.poison).toEqual([]);
  }, 120_000);

  it('answers any bytes as a body with 200 or 400', async () => {
    const bodies = draws(
      fc.tuple(
        fc.constantFrom(...wirePaths),
        fc.constantFrom(...contentTypes),
        fc.oneof(
          fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
          fc.json().map((text) => Buffer.from(text)),
          fc
            .tuple(hostileItem(), fc.nat(400), fc.uint8Array({ minLength: 1, maxLength: 4 }))
            .map(([text, at, bytes]) => {
              const broken = Buffer.from(text);
              broken.set(bytes, Math.min(at, broken.length - bytes.length));
              return broken;
            }),
        ),
        fc.boolean(),
      ),
      800,
    );
    const wrong: string[] = [];
    for (const [path, type, body, zipped] of bodies) {
      const headers = { 'content-type': type, ...(zipped && { 'content-encoding': 'gzip' }) };
      const answer = await send(path, zipped ? gzipSync(body) : body, headers);
      if (!isHonest(answer))
        wrong.push(
          `${path} ${type} ${body.toString('base64')}: ${answer.status} ${answer.text.slice(0, 200)}`,
        );
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('survives any bytes in place of HTTP, and answers the next client', async () => {
    const lines = draws(
      fc.array(
        fc.oneof(
          fc.constantFrom(
            'POST /v1/batch HTTP/1.1\r\n',
            'GET / HTTP/9.9\r\n',
            'POST  /v1/t HTTP/1.1\r\n',
            'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
          ),
          fc.constantFrom(
            'Host: x\r\n',
            'Content-Length: -1\r\n',
            'Content-Length: 1\r\nContent-Length: 2\r\n',
            'Transfer-Encoding: chunked\r\n',
            'Expect: 100-continue\r\n',
          ),
          fc.constantFrom(
            'ffffffffffffffff\r\n',
            '5\r\nab\r\n',
            '0\r\n\r\n',
            '\r\n\r\n',
            `X: ${'y'.repeat(20_000)}\r\n`,
            'Content-Encoding: gzip\r\n',
          ),
          fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
        ),
        { minLength: 1, maxLength: 8 },
      ),
      300,
    );
    for (const parts of lines) {
      const socket = new RawSocket(rapport.baseUrl);
      await socket.opened;
      socket.write(Buffer.from(parts.join(''), 'latin1'));
      socket.half();
      const answer = await send('/v1/track', '{"userId":"next","event":"E"}');
      expect(answer.status).toBe(200);
      socket.destroy();
      expect(socket.received).not.toMatch(/^HTTP\/1\.1 5/);
    }
  }, 120_000);
});
