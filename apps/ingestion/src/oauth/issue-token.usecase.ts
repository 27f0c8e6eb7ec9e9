import type { OauthKeyDirectory, OauthKeyGrant } from '@rapport/access';
import { err, ok, publicId, uuidOf } from '@rapport/kernel';
import type { Clock, Result } from '@rapport/kernel';
import { decodeProtectedHeader, importSPKI, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { EventRates } from '../accept/event-rates.js';
import type { AccessTokens } from './access-tokens.js';
import { tokenLifeSeconds } from './access-tokens.js';
import { unknownClient } from './domain/oauth-refusal.js';
import type { OauthRefusal } from './domain/oauth-refusal.js';
import { readTokenRequest, scopes } from './domain/read-token-request.js';
import type { SpentAssertionsRepository } from './spent-assertions.repository.js';

export interface IssuedToken {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
  scope: string;
}

const algorithm = 'RS256';
/** Between the clocks of a client and ours. */
const toleranceSeconds = 60;
/** SDKs sign for 60 s. A longer life would have to be remembered longer. */
const longestLifeSeconds = 300;
/** Checking a signature costs; an SDK asks twice a day. */
const assertionsPerSecond = 20;

/** Gives a token to whoever proves to hold the private half of a source's OAuth key. */
export class IssueToken {
  private readonly rates: EventRates;

  /** @param publicUrl origin; the audience of assertions begins with it */
  constructor(
    private readonly keys: Pick<OauthKeyDirectory, 'lookUp'>,
    private readonly tokens: AccessTokens,
    private readonly spent: SpentAssertionsRepository,
    private readonly clock: Clock,
    private readonly publicUrl: string,
  ) {
    this.rates = new EventRates(clock, 0);
  }

  async execute(form: string): Promise<Result<IssuedToken, OauthRefusal>> {
    const request = readTokenRequest(form);
    if (!request.ok) return request;
    const key = await this.keyOf(request.value);
    if (!key) return err(unknownClient);
    const { workspaceId, keyId } = key;
    const wait = this.rates.take({ workspaceId, sourceId: keyId, eventsPerSecond: assertionsPerSecond }, 1);
    if (wait > 0) return err(tooManyRequests(wait));
    const claims = await this.verify(request.value, key);
    if (!claims?.jti || claims.exp === undefined) return err(unknownClient);
    const remembered = (claims.exp + toleranceSeconds) * 1000;
    if (!(await this.spent.spend(key, claims.jti, this.clock.now(), remembered))) return err(unknownClient);
    return ok({
      access_token: await this.tokens.issue(key),
      token_type: 'Bearer',
      expires_in: tokenLifeSeconds,
      scope: scopes[0],
    });
  }

  private async keyOf(assertion: string): Promise<OauthKeyGrant | undefined> {
    try {
      const id = uuidOf('oak', decodeProtectedHeader(assertion).kid ?? '');
      return id === undefined ? undefined : await this.keys.lookUp(id);
    } catch {
      return undefined;
    }
  }

  /** `iss` is documented as the authorisation server, and the SDK for Node sends the client's id: `sub` counts. */
  private async verify(assertion: string, key: OauthKeyGrant): Promise<JWTPayload | undefined> {
    const origin = this.publicUrl;
    try {
      const { payload } = await jwtVerify(assertion, await importSPKI(key.publicKey, algorithm), {
        algorithms: [algorithm],
        subject: publicId('src', key.sourceId),
        audience: ['', '/', '/oauth', '/oauth/', '/oauth/token'].map((path) => origin + path),
        requiredClaims: ['exp', 'jti'],
        clockTolerance: toleranceSeconds,
        currentDate: new Date(this.clock.now()),
      });
      const lifeLeft = (payload.exp ?? 0) - this.clock.now() / 1000;
      return lifeLeft <= longestLifeSeconds ? payload : undefined;
    } catch {
      return undefined;
    }
  }
}

function tooManyRequests(retryAfterSeconds: number): OauthRefusal {
  return { status: 429, error: 'rate_limited', description: 'too many requests', retryAfterSeconds };
}
