import { Injectable } from '@nestjs/common';
import type { Caller } from '../caller.js';
import { AccessChanges } from '../directories/access-changes.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { SessionRepository } from './session.repository.js';

/** Tells long-lived answers, such as event streams, that the credential they were opened with is no longer good. */
@Injectable()
export class CredentialWatch {
  constructor(
    private readonly changes: AccessChanges,
    private readonly apiKeys: ApiKeyRepository,
    private readonly sessions: SessionRepository,
  ) {}

  /** Calls `gone` once, when `caller` has been revoked or has expired. Returns how to stop watching. */
  onRevoked(caller: Caller, gone: () => void): () => void {
    let told = false;
    const stop = this.changes.onChange((table) => {
      const concerned = caller.kind === 'session' ? 'sessions' : 'api_keys';
      if (table !== concerned && table !== 'any') return;
      void this.isAlive(caller).then((alive) => {
        if (alive || told) return;
        told = true;
        gone();
      });
    });
    return () => {
      told = true;
      stop();
    };
  }

  /** A database that does not answer revokes nobody. */
  private async isAlive(caller: Caller): Promise<boolean> {
    try {
      if (caller.kind === 'api_key') return await this.apiKeys.isAlive(caller.keyId);
      return caller.kind !== 'session' || (await this.sessions.isAlive(caller.sessionId));
    } catch {
      return true;
    }
  }
}
