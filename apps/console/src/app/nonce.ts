import { setNonce } from 'get-nonce';

/** Browsers hide the nonce from markup reads; the property of the script element still has it. */
export function pageNonce(): string {
  return document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
}

/** Dialogs lock the page's scroll with a style element of react-remove-scroll, which asks this package for its nonce. */
export function handNonceOver(): void {
  setNonce(pageNonce());
}
