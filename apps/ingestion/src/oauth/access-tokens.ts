import type { OauthKeyDirectory, OauthKeyGrant } from '@rapport/access';
import type { Clock } from '@rapport/kernel';
import { publicId, uuidOf } from '@rapport/kernel';
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose';

export const tokenLifeSeconds = 24 * 60 * 60;
/**
 * So long after its end a token still passes. SDKs fetch another one at half its life, so one that is refused was revoked,
 * and some SDKs drop what they sent with it (ingest.md 1.2).
 */
export const graceSeconds = 60 * 60;

const issuer = 'rapport';
const mostKnown = 10_000;

interface KnownToken {
  keyId: string;
  passesUntilMs: number;
}

/**
 * Tokens that stand for a source. Each is signed with the secret of the OAuth key it was given out for: it ends with that key
 * at once, on every instance, and no list of tokens is kept.
 */
export class AccessTokens {
  /** Signatures that were checked before; the oldest are forgotten. */
  private readonly known = new Map<string, KnownToken>();

  constructor(
    private readonly keys: Pick<OauthKeyDirectory, 'lookUp'>,
    private readonly clock: Clock,
  ) {}

  issue({ keyId, tokenSecret }: OauthKeyGrant): Promise<string> {
    const nowSeconds = Math.floor(this.clock.now() / 1000);
    return new SignJWT({})
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid: publicId('oak', keyId) })
      .setIssuer(issuer)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + tokenLifeSeconds)
      .sign(tokenSecret);
  }

  /** What the token opens; undefined for one that is not ours, too old or revoked. */
  async grantOf(token: string): Promise<OauthKeyGrant | undefined> {
    const known = this.known.get(token);
    const keyId = known?.keyId ?? keyIdOf(token);
    const grant = keyId === undefined ? undefined : await this.keys.lookUp(keyId);
    if (!grant) return undefined;
    if (known) return known.passesUntilMs > this.clock.now() ? grant : undefined;
    const passesUntilMs = await this.verify(token, grant);
    if (passesUntilMs === undefined) return undefined;
    this.known.set(token, { keyId: grant.keyId, passesUntilMs });
    const [oldest] = this.known.size > mostKnown ? this.known.keys() : [];
    if (oldest !== undefined) this.known.delete(oldest);
    return grant;
  }

  private async verify(token: string, { tokenSecret }: OauthKeyGrant): Promise<number | undefined> {
    try {
      const { payload } = await jwtVerify(token, tokenSecret, {
        algorithms: ['HS256'],
        issuer,
        requiredClaims: ['exp'],
        clockTolerance: graceSeconds,
        currentDate: new Date(this.clock.now()),
      });
      return ((payload.exp ?? 0) + graceSeconds) * 1000;
    } catch {
      return undefined;
    }
  }
}

function keyIdOf(token: string): string | undefined {
  try {
    return uuidOf('oak', decodeProtectedHeader(token).kid ?? '');
  } catch {
    return undefined;
  }
}
