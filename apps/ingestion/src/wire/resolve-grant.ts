import type { SourceGrant, WriteKeyDirectory } from '@rapport/access';
import { err, ok } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import type { AccessTokens } from '../oauth/access-tokens.js';
import { isAccessToken, isSecretKey } from './domain/read-credential.js';
import type { Credential } from './domain/read-credential.js';
import { invalidToken, invalidWriteKey, refuse } from './domain/wire-refusal.js';
import type { WireRefusal } from './domain/wire-refusal.js';

/** From what a request shows to the source that it may append to. */
export class ResolveGrant {
  constructor(
    private readonly keys: Pick<WriteKeyDirectory, 'find' | 'lookUp'>,
    private readonly tokens: Pick<AccessTokens, 'grantOf'>,
  ) {}

  /** @param origin of the page that sends; undefined for a server, or where it does not matter */
  async execute(credential: Credential, origin?: string): Promise<Result<SourceGrant, WireRefusal>> {
    if (credential === undefined) return err(invalidWriteKey);
    if (isSecretKey(credential)) {
      return err(refuse('wrong_key_kind', 'a secret key (sk_) was sent; the SDKs take a write key (wk_)'));
    }
    const isToken = isAccessToken(credential);
    const grant = isToken
      ? await this.tokens.grantOf(credential)
      : (this.keys.find(credential) ?? (await this.keys.lookUp(credential)));
    if (!grant) return err(isToken ? invalidToken : invalidWriteKey);
    const { allowedOrigins } = grant;
    if (origin !== undefined && allowedOrigins.length > 0 && !allowedOrigins.includes(origin)) {
      return err(refuse('origin_not_allowed', 'this source takes no events from pages of this origin'));
    }
    return ok(grant);
  }
}
