import { createHash, randomBytes } from 'node:crypto';

/** Letters and digits without those that are read wrongly (0 o, 1 l i): keys are copied by hand more often than one thinks. */
const alphabet = '23456789abcdefghjkmnpqrstuvwxyz';

/** `wk_…`: public, 24 characters, some 118 bits: nobody guesses one, though everybody may see one. */
export function newWriteKey(): string {
  return `wk_${randomText(24)}`;
}

/** `sk_<keyId>_<secret>` in its parts: the key id finds the row, of the secret only the hash is kept. */
export interface ApiKeySecret {
  keyId: string;
  secretHash: Buffer;
  /** What the caller sends; shown once. */
  full: string;
}

export function newApiKeySecret(): ApiKeySecret {
  return apiKeySecretOf(`sk_${randomText(16)}_${randomBytes(32).toString('base64url')}`);
}

/** Takes apart a secret that the settings give (`SETUP_API_KEY`, whose form they have checked). */
export function apiKeySecretOf(full: string): ApiKeySecret {
  const [, keyId = '', secret = ''] = /^sk_([A-Za-z0-9]+)_(.+)$/.exec(full) ?? [];
  return { keyId, secretHash: sha256(secret), full };
}

/** 256 random bits for a cookie; stored as their hash. */
export function newSessionToken(): { token: string; tokenHash: Buffer } {
  const token = randomBytes(32).toString('base64url');
  return { token, tokenHash: sha256(token) };
}

export function newCsrfToken(): string {
  return randomBytes(24).toString('base64url');
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Rejects bytes beyond the last whole multiple of the alphabet, so that every character is equally likely. */
function randomText(length: number): string {
  const bound = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < bound && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
