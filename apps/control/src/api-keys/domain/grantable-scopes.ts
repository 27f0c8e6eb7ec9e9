/**
 * Scopes of `wanted` that `held` does not cover: nobody hands out more than they have (api.md 3).
 * `*` covers all, and `x:write` covers `x:read`.
 */
export function scopesBeyond(held: readonly string[], wanted: readonly string[]): string[] {
  const covered = new Set(held);
  if (covered.has('*')) return [];
  return wanted.filter((scope) => {
    if (covered.has(scope)) return false;
    return !(scope.endsWith(':read') && covered.has(scope.replace(/:read$/, ':write')));
  });
}
