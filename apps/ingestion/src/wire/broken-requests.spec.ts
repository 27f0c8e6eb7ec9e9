import { connect } from 'node:net';
import { aRunningDoor } from '../ingestion.spec-support.js';
import type { Door } from '../ingestion.spec-support.js';

describe('what is no request at all', () => {
  let door: Door;
  beforeAll(async () => (door = await aRunningDoor()));
  afterAll(() => door.close());

  /** What comes back until the door closes the socket. */
  const answerTo = (bytes: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(door.url).port), '127.0.0.1', () => socket.write(bytes));
      let answer = '';
      socket.on('data', (chunk) => (answer += chunk.toString()));
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  it.each([
    [
      'headers beyond their limit',
      `POST /v1/t HTTP/1.1\r\nhost: x\r\ncookie: ${'c'.repeat(20_000)}\r\n\r\n`,
      431,
    ],
    ['what is not HTTP', 'hello\r\n\r\n', 400],
    ['two lengths', 'POST /v1/t HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n', 400],
  ])('is answered so that a page can read why: %s', async (_, bytes, status) => {
    const answer = await answerTo(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain('access-control-allow-origin: *');
    expect(answer).toContain('connection: close');
  });
});
