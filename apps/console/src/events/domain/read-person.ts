/**
 * What somebody types into the person filter, as the reference the API wants (`type:value`): an address is an email, any
 * other bare word a user id.
 */
export function readPerson(typed: string): string {
  const text = typed.trim();
  if (text === '' || text.startsWith('prf_') || /^[a-z][a-z0-9_.]*:/.test(text)) return text;
  return text.includes('@') ? `email:${text}` : `user_id:${text}`;
}
