import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Actor } from '@rapport/access';
import { Database } from '@rapport/database';
import { CLOCK, type Clock, newId, ProblemError, publicId, toIso } from '@rapport/kernel';
import {
  type ApiKeySecret,
  apiKeySecretOf,
  newApiKeySecret,
  newWriteKey,
} from '../credentials/new-credentials.js';
import { Passwords } from '../credentials/passwords.js';
import { credentialFaults, normaliseEmail } from './domain/owner-credentials.js';
import { keyFromName } from './domain/key-from-name.js';
import { type Installation, OwnersRepository } from './owners.repository.js';

export interface SetUpCommand {
  email: string;
  password: string;
  workspaceName: string;
  memberName: string | null;
  timeZone: string;
  region: string;
  /** Given by the settings of an unattended set-up; otherwise made here. */
  writeKey: string | null;
  apiKey: string | null;
}

export interface SetUpResult {
  installation: Installation;
  /** Shown once. */
  apiKeySecret: string;
}

@Injectable()
export class SetUpOwner {
  constructor(
    @Inject(Database) private readonly database: Database,
    private readonly owners: OwnersRepository,
    private readonly passwords: Passwords,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Makes the first owner with a workspace, a source and an API key; all of it or nothing. Joins an open transaction.
   * @throws ProblemError `validation_failed`; `already_set_up`, also for the loser of two concurrent calls
   */
  async execute(command: SetUpCommand): Promise<SetUpResult> {
    const errors = credentialFaults(command.email, command.password);
    if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
    if (await this.owners.ownerExists()) throw new ProblemError('already_set_up');

    const secret = command.apiKey === null ? newApiKeySecret() : apiKeySecretOf(command.apiKey);
    const passwordHash = await this.passwords.hash(command.password);
    const installation = installationOf(command, secret, passwordHash, toIso(this.clock.now()));
    const done = await this.database.transaction((tx) => this.owners.install(installation, tx));
    if (!done) throw new ProblemError('already_set_up');
    return { installation, apiKeySecret: secret.full };
  }
}

function installationOf(
  command: SetUpCommand,
  secret: ApiKeySecret,
  passwordHash: string,
  at: string,
): Installation {
  const memberId = newId();
  const email = normaliseEmail(command.email);
  const by: Actor = { kind: 'member', id: publicId('mem', memberId), name: command.memberName ?? email };
  return {
    at,
    by,
    workspace: {
      id: newId(),
      key: keyFromName(command.workspaceName, 'workspace'),
      name: command.workspaceName,
      region: command.region,
      timeZone: command.timeZone,
      identityKey: randomBytes(32),
    },
    member: { id: memberId, email, name: command.memberName, passwordHash },
    source: {
      id: newId(),
      name: 'First source',
      writeKeyId: newId(),
      writeKey: command.writeKey ?? newWriteKey(),
    },
    apiKey: { id: newId(), name: 'First key', keyId: secret.keyId, secretHash: secret.secretHash },
  };
}
