import { aDoor, writeKey } from './wire.spec-support.js';

const head = (length: string) =>
  `POST /v1/batch HTTP/1.1\r\nhost: door\r\norigin: https://shop.test\r\nauthorization: Bearer ${writeKey}\r\n${length}\r\n\r\n`;

describe('a client whose body does not arrive', () => {
  it.each([
    ['stalls', head('content-length: 100') + '{"batch":'],
    ['never ends its chunks', head('transfer-encoding: chunked') + '9\r\n{"batch":\r\n'],
  ])('and %s is told to try again, in the shape of the wire, and the socket is closed', async (_, bytes) => {
    const door = await aDoor(undefined, [], { bodyDeadlineMs: 50 });
    // Resolves when the door closes the socket.
    const answer = await door.raw(bytes);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toContain('"code":"request_timeout"');
    expect(answer.toLowerCase()).toContain('access-control-allow-origin: https://shop.test');
    expect(answer.toLowerCase()).toContain('x-refused: admission');
    expect(answer.toLowerCase()).toMatch(/retry-after: \d+/);
    expect(door.bus.messages).toEqual([]);
    expect(door.admission.held).toMatchObject({ bytes: 0, events: 0, requests: 0 });
    await door.close();
  });

  it('gives its room back when it goes away', async () => {
    const door = await aDoor();
    await door.hangUp(head('content-length: 100') + '{"batch":');
    while (door.admission.held.bytes > 0) await new Promise((resolve) => setImmediate(resolve));
    await door.close();
  });
});
