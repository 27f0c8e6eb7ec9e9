const longest = 254;
const local = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domain =
  /^(?:[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?\.)+[\p{L}](?:[\p{L}\p{N}\p{M}-]{0,61}[\p{L}\p{N}\p{M}])?$/u;

/**
 * Stricter than RFC 5322 on purpose (security.md T10): one plain address, no quotes, comments, lists, display name or white
 * space, at most 254 characters. What SMTP libraries make of the rest is how recipients are smuggled in.
 */
export function isEmailAddress(text: string): boolean {
  if (text.length > longest) return false;
  const at = text.indexOf('@');
  if (at < 1 || at > 64) return false;
  return local.test(text.slice(0, at)) && domain.test(text.slice(at + 1));
}
