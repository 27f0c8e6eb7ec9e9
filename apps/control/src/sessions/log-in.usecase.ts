import { Injectable } from '@nestjs/common';
import { ProblemError } from '@rapport/kernel';
import { sha256 } from '../credentials/new-credentials.js';
import { Passwords } from '../credentials/passwords.js';
import { normaliseEmail } from '../setup/domain/owner-credentials.js';
import { LoginAttempts } from './login-attempts.repository.js';
import { type OpenedSession, OpenSession } from './open-session.js';
import { type Account, SessionsRepository, type WorkspaceRole } from './sessions.repository.js';

/** Failed tries per account and address in one minute (security.md T5). */
const mostTries = 5;

export interface LogInCommand {
  email: string;
  password: string;
  /** Of the client; together with the account it is what the limit counts. */
  address: string;
  /** Of the session that this browser still has: it ends, so that no token outlives a login. */
  formerToken: string | undefined;
}

export interface LoggedIn {
  member: Omit<Account, 'passwordHash'>;
  workspaces: WorkspaceRole[];
  session: OpenedSession;
}

@Injectable()
export class LogIn {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly attempts: LoginAttempts,
    private readonly passwords: Passwords,
    private readonly openSession: OpenSession,
  ) {}

  /**
   * An unknown email and a wrong password look the same from outside, in the answer and in the work they cost.
   * @throws ProblemError `invalid_credentials`, `rate_limited`
   */
  async execute({ email, password, address, formerToken }: LogInCommand): Promise<LoggedIn> {
    const login = normaliseEmail(email);
    const { tries, secondsLeft } = await this.attempts.count(login, address);
    if (tries > mostTries) {
      throw new ProblemError('rate_limited', {
        detail: 'Too many failed logins. Wait a minute.',
        headers: { 'retry-after': String(secondsLeft) },
      });
    }
    const account = await this.sessions.accountByEmail(login);
    const right = await this.passwords.matches(password, account?.passwordHash);
    if (!account || !right) throw new ProblemError('invalid_credentials');
    await this.attempts.forget(login, address);
    if (formerToken !== undefined) await this.sessions.endByToken(sha256(formerToken));
    const session = await this.openSession.forMember(account.id);
    const workspaces = await this.sessions.workspacesOf(account.id);
    return { member: { id: account.id, email: account.email, name: account.name }, workspaces, session };
  }
}
