/**
 * True for an origin as browsers send it (`https://shop.acme.test`, `http://localhost:8080`): no path, no slash at the end,
 * lower case, no default port. Anything else would never equal an `Origin` header.
 */
export function isOrigin(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}
