export const oauthErrors = [
  'invalid_request',
  'invalid_client',
  'invalid_scope',
  'unsupported_grant_type',
  'rate_limited',
] as const;

/** Why no token is given out (RFC 6749 5.2); SDKs give up at 400 and 401 and try again at anything else (ingest.md 1.2). */
export interface OauthRefusal {
  status: 400 | 401 | 429;
  error: (typeof oauthErrors)[number];
  description: string;
  retryAfterSeconds?: number;
}

export const unknownClient: OauthRefusal = {
  status: 401,
  error: 'invalid_client',
  description: 'the client assertion is not valid for any key',
};

export function badTokenRequest(error: OauthRefusal['error'], description: string): OauthRefusal {
  return { status: 400, error, description };
}
