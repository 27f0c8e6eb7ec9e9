import { err, ok } from '@rapport/kernel';
import type { Result } from '@rapport/kernel';
import { badTokenRequest } from './oauth-refusal.js';
import type { OauthRefusal } from './oauth-refusal.js';

export const scopes = ['tracking_api:write'] as const;
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** The client assertion of a token request: the client credentials grant with a signed JWT (RFC 7521 4.2, RFC 7523 2.2). */
export function readTokenRequest(form: string): Result<string, OauthRefusal> {
  const parameters = new URLSearchParams(form);
  const one = (name: string): string | undefined => {
    const values = parameters.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  };
  if (one('grant_type') !== 'client_credentials') {
    return err(badTokenRequest('unsupported_grant_type', 'grant_type must be client_credentials'));
  }
  if (one('client_assertion_type') !== assertionType) {
    return err(badTokenRequest('invalid_request', `client_assertion_type must be ${assertionType}`));
  }
  const asked = (one('scope') ?? scopes[0]).split(' ').filter(Boolean);
  if (!asked.every((scope) => (scopes as readonly string[]).includes(scope))) {
    return err(badTokenRequest('invalid_scope', `the only scope is ${scopes[0]}`));
  }
  const assertion = one('client_assertion');
  return assertion ? ok(assertion) : err(badTokenRequest('invalid_request', 'client_assertion is required'));
}
