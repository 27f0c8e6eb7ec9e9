import { FixedClock } from '@rapport/kernel';
import { Admission } from '../accept/admission.js';
import { limitBounds } from '../accept/domain/adapt-limit.js';
import { aDoor, writeKey } from './wire.spec-support.js';
import type { Answer, Door } from './wire.spec-support.js';

const basic = { authorization: `Bearer ${writeKey}`, origin: 'https://shop.test' };
const bounds = { bytes: 256 * 1024, events: 200 };
let sent = 0;
const batch = (events: number, hundreds = 0) =>
  JSON.stringify({
    batch: Array.from({ length: events }, () => ({
      ...{ type: 'track', event: 'E', userId: 'u', messageId: `m${sent++}` },
      properties: { long: Array(hundreds).fill('x'.repeat(100)) },
    })),
  });

describe('a door with more than it can do', () => {
  let door: Door;
  let write: () => void;
  beforeEach(async () => {
    door = await aDoor(undefined, [], { admission: new Admission(new FixedClock(0), bounds) });
    door.bus.hold = new Promise((resolve) => (write = resolve));
  });
  afterEach(() => door.close());

  /** Sends them all, and waits until every one is either answered or held at the slow log. */
  async function flood(bodies: string[]): Promise<{ refused: Answer[]; answers: Promise<Answer>[] }> {
    const refused: Answer[] = [];
    const answers = bodies.map((body) => door.send('POST', '/v1/batch', basic, body));
    for (const answer of answers) void answer.then((given) => given.status === 503 && refused.push(given));
    while (refused.length + door.admission.held.requests < bodies.length) {
      expect(door.admission.held.events).toBeLessThanOrEqual(bounds.events);
      expect(door.admission.held.bytes).toBeLessThanOrEqual(bounds.bytes);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { refused, answers };
  }

  it('refuses at once what it has no room for, stores all that it answers 200 to, and recovers', async () => {
    const { refused, answers } = await flood(Array.from({ length: 60 }, () => batch(5)));
    expect(door.admission.held.requests).toBe(40);
    expect(refused).toHaveLength(20);
    for (const answer of refused) {
      expect(answer.json).toMatchObject({ success: false, code: 'overloaded' });
      expect(answer.headers).toMatchObject({
        'x-refused': 'admission',
        'access-control-allow-origin': 'https://shop.test',
      });
      expect(answer.headers['retry-after']).toMatch(/^([1-9]|[12]\d|30)$/);
    }
    // Refused clients are spread over the time to come.
    expect(new Set(refused.map((answer) => answer.headers['retry-after'])).size).toBeGreaterThan(10);
    expect(door.bus.messages).toEqual([]);
    write();
    const taken = (await Promise.all(answers)).filter((answer) => answer.status === 200);
    expect(door.bus.messages).toHaveLength(taken.length * 5);
    expect(door.admission.held).toMatchObject({ bytes: 0, events: 0, requests: 0 });
    expect((await door.send('POST', '/v1/batch', basic, batch(5))).status).toBe(200);
  });

  it('holds bounded bytes, whatever clients send at once', async () => {
    const bodies = Array.from({ length: 40 }, () => batch(1, 200));
    const { refused, answers } = await flood(bodies);
    expect(refused.length).toBeGreaterThan(20);
    write();
    expect((await Promise.all(answers)).filter((answer) => answer.status === 200)).not.toEqual([]);
  });

  it('lets one request in, however large', async () => {
    write();
    expect((await door.send('POST', '/v1/batch', basic, batch(300))).status).toBe(200);
  });

  it('lets fewer in while it is strained, refuses the others before their body is read, and more again later', async () => {
    for (let look = 0; look < 2; look++) door.admission.adapt(1000);
    expect(door.admission.held.limit).toBe(limitBounds.least);
    const { answers } = await flood(Array.from({ length: limitBounds.least }, () => batch(1)));
    const head = `POST /v1/batch HTTP/1.1\r\nhost: door\r\nauthorization: ${basic.authorization}\r\ncontent-length: 1000\r\n\r\n`;
    // No byte of the body is sent: the answer comes, and the connection is closed.
    const answer = await door.raw(head);
    expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*"code":"overloaded"/);
    expect(answer.toLowerCase()).toContain('connection: close');
    write();
    for (const one of answers) expect((await one).status).toBe(200);
    door.admission.adapt(0);
    expect(door.admission.held.limit).toBeGreaterThan(limitBounds.least);
    expect((await door.send('POST', '/v1/batch', basic, batch(1))).status).toBe(200);
  });
});
