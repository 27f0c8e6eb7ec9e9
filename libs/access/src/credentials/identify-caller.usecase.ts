import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '@rapport/config';
import { ProblemError, uuidOf } from '@rapport/kernel';
import type { Caller } from '../caller.js';
import { WriteKeyDirectory } from '../directories/write-key.directory.js';
import { credentialOf, type CredentialHeaders, sessionCookieName } from './credential-of.js';
import { scopesOfRole } from '../scopes-of-role.js';
import { ApiKeyRepository } from './api-key.repository.js';
import { KeyUse } from './key-use.js';
import { SessionRepository } from './session.repository.js';

@Injectable()
export class IdentifyCaller {
  private readonly cookieName: string;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly apiKeys: ApiKeyRepository,
    private readonly sessions: SessionRepository,
    private readonly writeKeys: WriteKeyDirectory,
    private readonly use: KeyUse,
  ) {
    this.cookieName = sessionCookieName(settings.publicUrl);
  }

  /**
   * Who sends a request. Absent, malformed, unknown, expired and revoked credentials are one and the same refusal.
   * @param workspace the header `Rapport-Workspace`, or what stands for it
   * @param basicApiKeys Basic may carry an API key as the user name
   * @throws ProblemError `unauthenticated`, `wrong_workspace`, `not_found`
   */
  async execute(
    headers: CredentialHeaders,
    workspace: string | undefined,
    basicApiKeys = false,
  ): Promise<Caller> {
    const credential = credentialOf(headers, this.cookieName, basicApiKeys);
    switch (credential.kind) {
      case 'api_key':
        return this.byApiKey(credential.keyId, credential.secret, workspace);
      case 'write_key':
        return this.byWriteKey(credential.key);
      case 'session':
        return this.bySession(credential.token, workspace);
      case 'none':
      case 'malformed':
        throw new ProblemError('unauthenticated');
    }
  }

  private async byApiKey(keyId: string, secret: string, workspace: string | undefined): Promise<Caller> {
    const caller = await this.apiKeys.findBySecret(keyId, secret);
    if (!caller) throw new ProblemError('unauthenticated');
    if (workspace !== undefined && uuidOf('wsp', workspace) !== caller.workspaceId) {
      throw new ProblemError('wrong_workspace');
    }
    this.use.apiKeyUsed(caller.keyId);
    return caller;
  }

  private async byWriteKey(key: string): Promise<Caller> {
    const grant = await this.writeKeys.lookUp(key);
    if (!grant) throw new ProblemError('unauthenticated');
    return { kind: 'write_key', sourceId: grant.sourceId, workspaceId: grant.workspaceId };
  }

  /** A workspace that the member does not belong to does not exist. */
  private async bySession(token: string, workspace: string | undefined): Promise<Caller> {
    const workspaceId = workspace === undefined ? null : (uuidOf('wsp', workspace) ?? null);
    const session = await this.sessions.findByToken(token, workspaceId);
    if (!session) throw new ProblemError('unauthenticated');
    if (workspace !== undefined && session.role === null) throw new ProblemError('not_found');
    return {
      kind: 'session',
      sessionId: session.id,
      memberId: session.memberId,
      memberName: session.memberName,
      memberEmail: session.memberEmail,
      workspaceId,
      role: session.role,
      scopes: session.role === null ? [] : scopesOfRole(session.role),
      csrfToken: session.csrfToken,
    };
  }
}
