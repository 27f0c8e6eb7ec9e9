import { newId } from '@rapport/kernel';
import { simpleParser } from 'mailparser';
import { createServer, type Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import type { SendOutcome } from '../delivery/domain/outcome.js';
import type { ReadyMessage } from '../delivery/ready-message.js';
import { outcomeOfFailure } from './smtp-replies.js';
import { SmtpProvider } from './smtp.provider.js';

interface Received {
  from: string;
  to: string[];
  raw: string;
}
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A real SMTP server; what it accepted. */
async function smtpServer(options: SMTPServerOptions = {}): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString(),
        });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`, received };
}

function provider(url: string): SmtpProvider {
  const smtp = new SmtpProvider(url);
  closers.unshift(() => smtp.close());
  return smtp;
}

function ready(
  given: Partial<Omit<ReadyMessage, 'email'>> & { email?: Partial<ReadyMessage['email']> } = {},
): ReadyMessage {
  const { email, ...rest } = given;
  return {
    message: { msgId: newId() } as ReadyMessage['message'],
    recipient: 'grace@acme.test',
    locale: 'en',
    templateVersion: 1,
    composedAt: new Date('2026-01-01T12:00:00Z'),
    isStored: false,
    addressOf: null,
    ...rest,
    email: {
      subject: 'Hello Grâce',
      preheader: null,
      from: { name: 'Acme, Inc.', address: 'hi@acme.test' },
      replyTo: null,
      headers: {},
      html: '<p>Hi</p>',
      text: 'Hi',
      ...email,
    },
  };
}
const replying = (code: number, message: string): Error =>
  Object.assign(new Error(message), { responseCode: code });
const send = async (url: string, message = ready()): Promise<SendOutcome> => {
  const [outcome] = await provider(url).send([message]);
  return outcome as SendOutcome;
};

describe('SMTP', () => {
  it('delivers one mail per message, to one recipient, with an id that follows from the message', async () => {
    const { url, received } = await smtpServer();
    const batch = Array.from({ length: 40 }, (_, index) => ready({ recipient: `p${index}@acme.test` }));
    const outcomes = await provider(url).send(batch);
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect(received.map(({ to }) => to.length)).toEqual(Array(40).fill(1));
    const mail = await simpleParser(received[0]?.raw ?? '');
    expect(mail.subject).toBe('Hello Grâce');
    expect(mail.from?.value).toEqual([{ name: 'Acme, Inc.', address: 'hi@acme.test' }]);
    expect([mail.text?.trim(), mail.html]).toEqual(['Hi', '<p>Hi</p>']);
  });

  it('sends the same bytes when it sends again', async () => {
    const { url, received } = await smtpServer();
    const message = ready();
    await send(url, message);
    await send(url, message);
    expect(received[1]?.raw).toBe(received[0]?.raw);
  });

  it.each([
    [
      450,
      '4.7.1 greylisted',
      { outcome: 'not_sent', scope: 'busy', retryAfterMs: 900_000, providerCode: '450 4.7.1' },
    ],
    [451, 'try later', { outcome: 'not_sent', scope: 'busy', retryAfterMs: 900_000, providerCode: '451' }],
    [
      452,
      '4.5.3 too many',
      { outcome: 'not_sent', scope: 'busy', retryAfterMs: 0, providerCode: '452 4.5.3' },
    ],
    [550, '5.1.1 no such user', { outcome: 'refused', scope: 'recipient', providerCode: '550 5.1.1' }],
    [550, 'go away', { outcome: 'refused', scope: 'recipient', providerCode: '550' }],
    [550, '5.7.1 relaying denied', { outcome: 'refused', scope: 'policy', providerCode: '550 5.7.1' }],
  ])('understands %i %s to RCPT TO', async (code, text, expected) => {
    const { url } = await smtpServer({ onRcptTo: (_address, _session, done) => done(replying(code, text)) });
    expect(await send(url)).toEqual(expected);
  });

  it.each([
    [554, '5.7.26 unauthenticated', { outcome: 'refused', scope: 'policy', providerCode: '554 5.7.26' }],
    [552, 'too large', { outcome: 'refused', scope: 'content', providerCode: '552' }],
    [421, 'shutting down', { outcome: 'not_sent', scope: 'busy', retryAfterMs: 0, providerCode: '421' }],
  ])('understands %i %s after the message', async (code, text, expected) => {
    const { url } = await smtpServer({
      onData(stream, _session, done) {
        stream.resume();
        stream.on('end', () => done(replying(code, text)));
      },
    });
    expect(await send(url)).toEqual(expected);
  });

  it('takes a refused sender for a matter of configuration, never of the person', async () => {
    const { url } = await smtpServer({
      onMailFrom: (_address, _session, done) => done(replying(550, '5.7.1 not yours')),
    });
    expect(await send(url)).toMatchObject({ outcome: 'not_sent', scope: 'config' });
  });

  it('takes a wrong password for a matter of configuration', async () => {
    const { url } = await smtpServer({
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(replying(535, '5.7.8 bad credentials')),
    });
    expect(await send(url.replace('//', '//user:wrong@'))).toMatchObject({
      outcome: 'not_sent',
      scope: 'config',
    });
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const { url } = await smtpServer();
    for (const close of closers.splice(0)) await close();
    expect(await send(url)).toEqual({
      outcome: 'not_sent',
      scope: 'config',
      retryAfterMs: 0,
      providerCode: 'ECONNREFUSED',
    });
  });

  it('does not know when the connection ends after the message', async () => {
    const server = createServer((socket) => {
      socket.write('220 hi\r\n');
      socket.on('data', (data) => {
        const line = data.toString();
        if (line.startsWith('EHLO')) socket.write('250 hi\r\n');
        else if (/^(MAIL|RCPT)/.test(line))
          socket.write('250 ok\r\n'.repeat(line.split('\r\n').filter((l) => /^(MAIL|RCPT)/.test(l)).length));
        else if (line.startsWith('DATA')) socket.write('354 go\r\n');
        else if (line.includes('\r\n.\r\n')) socket.destroy();
      });
    });
    expect(await send(await listen(server))).toMatchObject({ outcome: 'unknown' });
  });

  it('cannot be made to write to a second recipient, or a second header', async () => {
    const { url, received } = await smtpServer();
    await send(url, ready({ recipient: 'a@b.test,c@d.test' }));
    await send(url, ready({ recipient: 'a@b.test>\r\nRCPT TO:<v@x.test' }));
    await send(
      url,
      ready({ email: { subject: 'Hi\r\nBcc: v@x.test', headers: { 'X-A': 'a\r\nBcc: v@x.test' } } }),
    );
    for (const { to, raw } of received) {
      expect(to).toHaveLength(1);
      expect(to[0]).not.toBe('v@x.test');
      expect(raw).not.toMatch(/^Bcc:/im);
    }
  });
});

describe('an SMTP failure', () => {
  it('that nobody has seen before is unknown, never a reason to repeat', () => {
    for (const failure of [
      {},
      { code: 'EWHAT' },
      { code: 'ECONNECTION', command: 'CONN' },
      { code: 'ETIMEDOUT' },
      { responseCode: 299 },
    ]) {
      expect(outcomeOfFailure(failure).outcome).toBe('unknown');
    }
  });

  it('with a reply of 4xx or 5xx is never unknown', () => {
    for (let responseCode = 400; responseCode < 600; responseCode++) {
      expect(outcomeOfFailure({ responseCode }).outcome).not.toBe('unknown');
    }
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
