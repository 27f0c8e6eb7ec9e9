import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock, newId, toIso } from '@rapport/kernel';
import { newCsrfToken, newSessionToken } from '../credentials/new-credentials.js';
import { SessionsRepository } from './sessions.repository.js';

/** A session ends after seven days whatever happens (security.md T5); the guard ends it after twelve idle hours. */
export const sessionLifetimeMs = 7 * 24 * 3_600_000;

export interface OpenedSession {
  /** Goes into the cookie and nowhere else. */
  token: string;
  csrfToken: string;
}

@Injectable()
export class OpenSession {
  constructor(
    private readonly sessions: SessionsRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async forMember(memberId: string): Promise<OpenedSession> {
    const { token, tokenHash } = newSessionToken();
    const csrfToken = newCsrfToken();
    const now = this.clock.now();
    await this.sessions.open({
      id: newId(),
      memberId,
      tokenHash,
      csrfToken,
      createdAt: toIso(now),
      expiresAt: toIso(now + sessionLifetimeMs),
    });
    return { token, csrfToken };
  }
}
