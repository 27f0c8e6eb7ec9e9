import type { PolicySettings } from './policy-settings.js';

/**
 * Whether the change can alter what links amount to, so that clusters must be walked again. Paths decide about events to come
 * only, and so does a type that nobody has ever declared.
 * @param everDeclared types of any earlier version: identifiers of such a type may be there
 */
export function changesWalks(
  before: PolicySettings,
  after: PolicySettings,
  everDeclared: ReadonlySet<string>,
): boolean {
  const linksBy = ({ types, blockedValues, ...rest }: PolicySettings): string =>
    JSON.stringify([
      types.flatMap(({ type, limit }) => (everDeclared.has(type) ? [`${type} ${limit}`] : [])).sort(),
      [...blockedValues].sort(),
      rest.hubThreshold,
      rest.aliasMode,
      rest.largestAliasClass,
    ]);
  return linksBy(before) !== linksBy(after);
}
