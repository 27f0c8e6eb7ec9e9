import { FixedClock, ProblemError } from '@rapport/kernel';
import { testDatabase, type TestDatabase } from '@rapport/testing';
import { sha256 } from '../credentials/new-credentials.js';
import { Passwords } from '../credentials/passwords.js';
import { controlPlan } from '../persistence/control-plan.spec-support.js';
import { OwnersRepository } from '../setup/owners.repository.js';
import { SetUpOwner } from '../setup/set-up-owner.usecase.js';
import { LogIn, type LogInCommand } from './log-in.usecase.js';
import { LoginAttempts } from './login-attempts.repository.js';
import { OpenSession } from './open-session.js';
import { SessionsRepository } from './sessions.repository.js';

const right: LogInCommand = {
  email: 'ada@acme.test',
  password: 'correct horse battery',
  address: '203.0.113.7',
  formerToken: undefined,
};
const wrong = { ...right, password: 'incorrect horse' };

describe('log in', () => {
  let test: TestDatabase;
  let logIn: LogIn;
  const clock = new FixedClock(Date.UTC(2026, 10, 25));

  beforeAll(async () => {
    test = await testDatabase(controlPlan);
    const { database } = test;
    const passwords = new Passwords();
    const sessions = new SessionsRepository(database);
    await new SetUpOwner(database, new OwnersRepository(database), passwords, clock).execute({
      ...right,
      workspaceName: 'Acme',
      memberName: null,
      timeZone: 'UTC',
      region: 'default',
      writeKey: null,
      apiKey: null,
    });
    logIn = new LogIn(sessions, new LoginAttempts(database), passwords, new OpenSession(sessions, clock));
  });
  afterAll(() => test.close());
  beforeEach(() => test.database.query('TRUNCATE control.login_attempts'));

  const codeOf = (command: LogInCommand): Promise<string> =>
    logIn.execute(command).then(
      () => 'ok',
      (error: unknown) => (error instanceof ProblemError ? error.code : 'crashed'),
    );
  const codes = async (command: LogInCommand, times: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let i = 0; i < times; i++) seen.push(await codeOf(command));
    return seen;
  };
  const isOpen = async (token: string): Promise<boolean> => {
    const rows = await test.database.query('SELECT 1 FROM access.sessions WHERE token_hash = $1', [
      sha256(token),
    ]);
    return rows.length === 1;
  };

  it('opens a session and names the workspaces', async () => {
    const { member, workspaces, session } = await logIn.execute({ ...right, email: 'ADA@acme.test' });
    expect(member.email).toBe('ada@acme.test');
    expect(workspaces).toMatchObject([{ name: 'Acme', role: 'owner' }]);
    expect(await isOpen(session.token)).toBe(true);
  });

  it('gives a new token at every login and ends the session that the browser had', async () => {
    const first = await logIn.execute(right);
    const second = await logIn.execute({ ...right, formerToken: first.session.token });
    expect(second.session.token).not.toBe(first.session.token);
    expect(await isOpen(first.session.token)).toBe(false);
    expect(await isOpen(second.session.token)).toBe(true);
  });

  it('answers an unknown email as it answers a wrong password', async () => {
    expect(await codeOf(wrong)).toBe('invalid_credentials');
    expect(await codeOf({ ...wrong, email: 'nobody@acme.test' })).toBe('invalid_credentials');
  });

  it('refuses the sixth try of a minute, even with the right password', async () => {
    expect(await codes(wrong, 5)).toEqual(Array(5).fill('invalid_credentials'));
    await expect(logIn.execute(right)).rejects.toMatchObject({
      code: 'rate_limited',
      headers: { 'retry-after': expect.stringMatching(/^([1-9]|[1-5]\d|60)$/) },
    });
  });

  it('counts tries that come at once', async () => {
    const seen = await Promise.all(Array.from({ length: 12 }, () => codeOf(wrong)));
    expect(seen.filter((code) => code === 'invalid_credentials')).toHaveLength(5);
    expect(seen.filter((code) => code === 'rate_limited')).toHaveLength(7);
  });

  it('limits an unknown account alike, so that the limit does not tell who exists', async () => {
    const seen = await codes({ ...wrong, email: 'nobody@acme.test' }, 6);
    expect(seen[5]).toBe('rate_limited');
  });

  it('does not lock the owner out when somebody else tries from elsewhere', async () => {
    await codes({ ...wrong, address: '198.51.100.9' }, 6);
    expect(await codeOf(right)).toBe('ok');
  });

  it('does not count logins that succeed', async () => {
    expect(await codes(right, 7)).toEqual(Array(7).fill('ok'));
  });

  it('forgets after a minute', async () => {
    await codes(wrong, 6);
    await test.database.query(`UPDATE control.login_attempts SET since = since - interval '61 seconds'`);
    expect(await codeOf(right)).toBe('ok');
  });
});
