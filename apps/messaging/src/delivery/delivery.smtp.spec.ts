import { FixedClock, systemClock } from '@rapport/kernel';
import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';
import type { AddressInfo } from 'node:net';
import {
  eventually,
  messagingRoom,
  openRoom,
  templateRef,
  type MessagingRoom,
} from './delivery.spec-support.js';

/** What the server does with the next mails. */
type Behaviour = 'accept' | 'busy' | 'refuse' | 'drop' | 'hold';
let behaviour: Behaviour = 'accept';
let mails: { to: string; raw: string }[] = [];
const held: (() => void)[] = [];
const clock = new FixedClock(systemClock.now());
let server: SMTPServer;
let room: MessagingRoom;

beforeAll(async () => {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => {
      if (behaviour === 'busy') done(Object.assign(new Error('later'), { responseCode: 452 }));
      else if (behaviour === 'refuse') done(Object.assign(new Error('5.1.1 unknown'), { responseCode: 550 }));
      else done();
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push({ to: session.envelope.rcptTo[0]?.address ?? '', raw: Buffer.concat(chunks).toString() });
        if (behaviour === 'hold') held.push(() => done());
        else if (behaviour === 'drop')
          for (const connection of server.connections) connection._socket.destroy();
        else done();
      });
    },
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const smtpUrl = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  room = await messagingRoom({ clock, settings: { smtpUrl } });
});
afterAll(async () => {
  await room.close();
  await new Promise<void>((resolve) => server.close(() => resolve()));
});
beforeEach(() => {
  behaviour = 'accept';
  mails = [];
});

const planned = async (messageClass: 'marketing' | 'transactional', given: object = {}) => {
  const template = await room.template({}, messageClass);
  const profileId = await room.person();
  const expiresAt = new Date(clock.now() + 72 * 3_600_000).toISOString();
  return room.send({ profileId, messageClass, template: templateRef(template), expiresAt, ...given });
};

describe('a message by SMTP', () => {
  it('is accepted, and that is its end', async () => {
    const msgId = await planned('marketing');
    await room.reaches(msgId, 'accepted');
    expect(mails).toHaveLength(1);
    const { body } = await room.api('GET', `/api/v1/messages?state=accepted`);
    expect(body.data[0]).toMatchObject({ final: true, provider: { kind: 'smtp' } });
  });

  it('that was not taken is sent again later, the same bytes', async () => {
    behaviour = 'busy';
    const msgId = await planned('transactional');
    const waiting = await room.reaches(msgId, 'retry_wait');
    expect(waiting.not_before?.getTime()).toBeGreaterThan(clock.now());
    const [{ html: stored }] = (await room.database.query(
      'SELECT html FROM messaging.message_contents WHERE msg_id = $1',
      [msgId],
    )) as [{ html: string }];
    behaviour = 'accept';
    clock.advance(2000);
    expect(await room.reaches(msgId, 'accepted')).toMatchObject({ attempts: 2, maybe_duplicate: false });
    expect(mails).toHaveLength(1);
    expect((await simpleParser(mails[0]?.raw ?? '')).html).toBe(stored);
  });

  it('that was refused is not sent again', async () => {
    behaviour = 'refuse';
    const msgId = await planned('transactional');
    expect(await room.reaches(msgId, 'refused')).toMatchObject({
      reason: 'recipient',
      provider_code: '550 5.1.1',
      attempts: 1,
    });
  });

  it('of which nobody knows is abandoned when it is marketing', async () => {
    behaviour = 'drop';
    const msgId = await planned('marketing');
    await room.reaches(msgId, 'abandoned_unknown');
    behaviour = 'accept';
    clock.advance(3_600_000);
    await room.reaches(await planned('marketing'), 'accepted');
    expect(mails.filter(({ raw }) => raw.includes('Message-ID')).length).toBe(2);
    expect(await room.reaches(msgId, 'abandoned_unknown')).toMatchObject({ attempts: 1 });
  });

  it('of which nobody knows is repeated once, visibly, when it is transactional', async () => {
    behaviour = 'drop';
    const msgId = await planned('transactional');
    await room.reaches(msgId, 'unknown');
    clock.advance(120_000);
    await eventually(
      async () => (mails.length === 2 ? true : undefined),
      () => `${mails.length} mails`,
    );
    expect(await room.reaches(msgId, 'abandoned_unknown')).toMatchObject({
      attempts: 2,
      maybe_duplicate: true,
    });
    expect(mails[1]?.raw).toBe(mails[0]?.raw);
  });

  it('that waits too long expires', async () => {
    behaviour = 'busy';
    const msgId = await planned('marketing');
    await room.reaches(msgId, 'retry_wait');
    clock.advance(73 * 3_600_000);
    await room.reaches(msgId, 'expired');
    expect(mails).toHaveLength(0);
  });
});

describe('a process that ends in the middle', () => {
  it('of a preparation loses nothing: the claim ends, another one sends', async () => {
    const msgId = await planned('marketing', { expiresAt: '2020-01-01T00:00:00.000Z' });
    await room.reaches(msgId, 'expired');
    // As a process leaves it that was killed between its claim and its hand-over.
    await room.database.query(
      `UPDATE messaging.messages SET state = 'claimed', fence = fence + 1, ended_at = NULL, reason = NULL,
         lease_until = now() - interval '1 second', expires_at = $2 WHERE msg_id = $1`,
      [msgId, new Date(clock.now() + 3_600_000)],
    );
    await room.reaches(msgId, 'accepted');
    expect(mails).toHaveLength(1);
  });

  it.each(['marketing', 'transactional'] as const)(
    'of a hand-over sends %s at most as often as promised',
    async (messageClass) => {
      behaviour = 'hold';
      const msgId = await planned(messageClass);
      await eventually(
        async () => (held.length > 0 ? true : undefined),
        () => 'never handed over',
      );
      // The lease of a process that was killed during the call ends; its late answer must not count.
      await room.database.query(
        `UPDATE messaging.messages SET lease_until = now() - interval '1 second' WHERE msg_id = $1`,
        [msgId],
      );
      behaviour = 'accept';
      const doubted = await room.reaches(msgId, 'unknown', 'abandoned_unknown');
      for (const answer of held.splice(0)) answer();
      if (messageClass === 'marketing') {
        expect(doubted).toMatchObject({ state: 'abandoned_unknown', attempts: 1 });
        clock.advance(3_600_000);
        expect(mails).toHaveLength(1);
        return;
      }
      clock.advance(120_000);
      expect(await room.reaches(msgId, 'accepted')).toMatchObject({ attempts: 2, maybe_duplicate: true });
      expect(mails).toHaveLength(2);
      expect(mails[1]?.raw).toBe(mails[0]?.raw);
    },
  );

  it('shares the work with another one, and each message goes once', async () => {
    const other = await openRoom(room.test, room.workspace, {
      clock,
      settings: { smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}` },
    });
    const template = await room.template();
    const sent = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const via = index % 2 === 0 ? room : other;
        const expiresAt = new Date(clock.now() + 3_600_000).toISOString();
        return via.send({ profileId: await room.person(), template: templateRef(template), expiresAt });
      }),
    );
    for (const msgId of sent) await room.reaches(msgId, 'accepted');
    expect(mails).toHaveLength(60);
    expect(new Set(mails.map(({ to }) => to)).size).toBe(60);
    await other.app.close();
  });
});
