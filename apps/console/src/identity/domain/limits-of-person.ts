/** No person holds more identifiers than this, whatever the limits of the types. */
export const mostIdentifiers = 100;

/** Most identifiers that one person may come to hold; of user ids as many as aliases may join. */
export function limitsOfPerson({
  types,
  largestAliasClass,
}: {
  types: readonly { type: string; limit: number }[];
  largestAliasClass: number;
}): number {
  return types.reduce((sum, { type, limit }) => sum + (type === 'user_id' ? largestAliasClass : limit), 0);
}
