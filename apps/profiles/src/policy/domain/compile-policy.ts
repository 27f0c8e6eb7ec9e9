import type { IdentifierPath, IdentityPolicy } from '../../apply/domain/identity-policy.js';
import type { PolicySettings } from './policy-settings.js';

/** The settings as identity applies them. */
export function compilePolicy(
  settings: PolicySettings,
  { version, walkVersion }: { version: number; walkVersion: number },
): IdentityPolicy {
  const { types, hubThreshold, aliasMode, largestAliasClass, blockedValues } = settings;
  const collected = types.filter(({ enabled, paths }) => enabled && paths.length > 0);
  return {
    version,
    walkVersion,
    limits: Object.fromEntries(types.map(({ type, limit }) => [type, limit])),
    externalTypes: new Set(types.map(({ type }) => type)),
    paths: new Map(collected.map(({ type, paths }) => [type, paths.map(compilePath)])),
    collectsEmail: types.some(({ type, enabled }) => type === 'email' && enabled),
    hubThreshold,
    aliasMode,
    largestAliasClass,
    blockedValues: new Set(blockedValues),
  };
}

/** The roots as they are, every key below them as written, in camelCase and in snake_case. */
function compilePath(path: string): IdentifierPath {
  const keys = path.split('.');
  const roots = keys[0] === 'context' ? 2 : 1;
  return keys.map((key, position) => (position < roots ? [key] : spellingsOf(key)));
}

function spellingsOf(key: string): string[] {
  const snake = key
    .replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before}_${after}`)
    .toLowerCase();
  const camel = key.replace(/_+([A-Za-z0-9])/g, (_, after: string) => after.toUpperCase());
  return [...new Set([key, camel, snake])];
}
