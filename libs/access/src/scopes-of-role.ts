import type { Scope } from './scopes.js';

/** Roles of a member in a workspace. This release knows the owner. */
export const roles = ['owner'] as const;
export type Role = (typeof roles)[number];

const scopesByRole: Record<Role, readonly Scope[]> = { owner: ['*'] };

export function scopesOfRole(role: Role): readonly Scope[] {
  return scopesByRole[role];
}

/** Whether `held` covers `wanted`: `*` covers all, `x:write` covers `x:read`. */
export function coversScope(held: readonly string[], wanted: Scope): boolean {
  if (held.includes('*') || held.includes(wanted)) return true;
  return wanted.endsWith(':read') && held.includes(wanted.replace(/:read$/, ':write'));
}
