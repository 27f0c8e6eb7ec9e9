/** Browsers hide the nonce from markup reads; the property of the script element still has it. */
export function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}
