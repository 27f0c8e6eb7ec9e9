/**
 * The first API key's secret, shown once on Home after the set-up. In memory only: gone with the page, as it should be.
 */
let secret: string | null = null;

export function rememberFirstKey(value: string): void {
  secret = value;
}

export function firstKey(): string | null {
  return secret;
}

export function forgetFirstKey(): void {
  secret = null;
}
