import { servicesCheck, workspaceChecks } from './setup-checks.js';

const now = Date.UTC(2026, 10, 25);
const event = { check: 'first_event', proof: 'Signed Up', link: '/events', observedAt: now - 5 } as const;
const message = { check: 'first_message', proof: 'Welcome', link: '/mailbox', observedAt: now - 1 } as const;

describe('set-up checks', () => {
  it('leave open what was never observed', () => {
    const [first, , last] = workspaceChecks([], null, now);
    expect(first).toMatchObject({ id: 'first_event', ok: null, at: null, link: null });
    expect(last).toMatchObject({ id: 'first_message', ok: null, at: null, link: null });
  });

  it('show what was observed with its time, proof and link', () => {
    expect(workspaceChecks([message, event], null, now)[0]).toEqual({
      id: 'first_event',
      ok: true,
      proof: 'Signed Up',
      at: now - 5,
      link: '/events',
    });
  });

  it('count the captured mailbox as a way to send and say that nothing leaves the machine', () => {
    const way = workspaceChecks([], null, now)[1];
    expect(way).toMatchObject({ id: 'sending_way', ok: true, at: now, link: '/mailbox' });
    expect(way?.proof).toContain('nothing leaves this machine');
  });

  it('count an SMTP server only once a message went through it', () => {
    expect(workspaceChecks([], 'smtp.acme.test:587', now)[1]).toMatchObject({ ok: null, at: null });
    expect(workspaceChecks([message], 'smtp.acme.test:587', now)[1]).toMatchObject({ ok: true, at: now - 1 });
  });

  it('name the part that does not answer', () => {
    const answers = [
      { id: 'database', ok: true, detail: 'ok' },
      { id: 'bus', ok: false, detail: 'the broker is away' },
    ];
    expect(servicesCheck(answers, now)).toMatchObject({ ok: false, proof: 'bus: the broker is away' });
    expect(servicesCheck(answers.slice(0, 1), now)).toMatchObject({ ok: true, proof: 'database answered' });
  });
});
