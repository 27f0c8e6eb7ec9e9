const standard = new Set([
  'auto-submitted',
  'feedback-id',
  'importance',
  'in-reply-to',
  'list-help',
  'list-id',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'organization',
  'precedence',
  'priority',
  'references',
]);

/** Headers an author may set: what says something about the mail, never who it is from, who gets it, or how it is built. */
export function isAllowedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  if (lower.length > 70 || lower.startsWith('x-rapport-')) return false;
  return standard.has(lower) || /^x-[a-z0-9-]*[a-z0-9]$/.test(lower);
}
