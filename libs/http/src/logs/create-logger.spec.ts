import * as fc from 'fast-check';
import { Writable } from 'node:stream';
import { createLogger } from './create-logger.js';
import { redacted } from './redact.js';

const canary = 'ZanzibarCanary';

function recording() {
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  return { logger: createLogger({ level: 'debug', service: 'test' }, destination), lines };
}

class QueryFailedError extends Error {
  code = '22P02';
  table = 'events';
  detail = canary;
  query = canary;
  parameters = [canary];
}

describe('log', () => {
  it('writes an event name and allowed fields', () => {
    const { logger, lines } = recording();
    logger.info({ workspaceId: 'w1', code: 'refused', count: 3 }, 'delivery.refused');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'info',
      service: 'test',
      event: 'delivery.refused',
      workspaceId: 'w1',
      code: 'refused',
      count: 3,
    });
  });

  it.each([
    [{ email: canary, name: canary, body: { deep: canary }, traits: [canary] }, 'a.b'],
    [{ code: { nested: canary } }, 'a.b'],
    [{ err: new Error(canary) }, 'a.b'],
    [{ err: new QueryFailedError(`invalid input syntax for type uuid: "${canary}"`) }, 'a.b'],
    [{ err: new Error('outer', { cause: new SyntaxError(`Unexpected token in ${canary}`) }) }, 'a.b'],
    [{ error: new QueryFailedError(canary) }, `Hello ${canary}`],
    [new Error(canary), undefined],
    [`Sent to ${canary}`, undefined],
  ])('never lets a canary through, case %#', (fields, event) => {
    const { logger, lines } = recording();
    logger.error(fields as object, event);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain(canary);
  });

  it('still says where a defect is', () => {
    const { logger, lines } = recording();
    const err = new TypeError("Cannot read properties of undefined (reading 'plan')", {
      cause: new QueryFailedError('x'),
    });
    logger.error({ err }, 'http.defect');
    const line = JSON.parse(lines[0] ?? '') as { err: { stack: string[] } };
    expect(line.err).toMatchObject({
      type: 'TypeError',
      message: "Cannot read properties of undefined (reading 'plan')",
      cause: { type: 'QueryFailedError', code: '22P02', table: 'events' },
    });
    expect(line.err.stack[0]).toContain('create-logger.spec');
  });

  it.each([
    'grace@acme.test',
    'Bearer abc.def',
    'sk_0123456789abcdef_abcdefghijklmnopqrstuvwxyz',
    'wk_0123456789abcdef',
    '+49 170 1234567',
    'postgres://rapport:secret@localhost/db',
  ])('strikes out %s wherever it stands', (secret) => {
    expect(redacted(`before ${secret} after`)).toEqual(
      expect.not.stringMatching(/grace|abc|0123456789|1234567|secret/),
    );
  });

  it('leaves ids, times and counts readable', () => {
    for (const text of [
      '01a214e2-336f-71b1-a6de-b671123af42d',
      '2026-11-25T22:44:58.000Z',
      'rapport.events.v1',
      '12345',
    ]) {
      expect(redacted(text)).toBe(text);
    }
  });

  it('never throws, whatever it is handed', () => {
    const { logger } = recording();
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (fields, event) => {
        logger.info(fields as object, event as string);
      }),
    );
  });
});
