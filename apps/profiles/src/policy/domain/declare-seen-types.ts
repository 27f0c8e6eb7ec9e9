import { compareUtf8 } from '@rapport/kernel';
import { defaultLimit } from '../../apply/domain/identity-policy.js';
import { mostIdentifiers, type PolicySettings, sumOfLimits } from './policy-settings.js';

/** Adds types that servers have sent, by name, while the sum of the limits allows (identity.md 3.1). The same object when there is none. */
export function declareSeenTypes(settings: PolicySettings, seen: Iterable<string>): PolicySettings {
  const known = new Set(settings.types.map(({ type }) => type));
  const fresh = [...new Set(seen)].filter((type) => !known.has(type)).sort(compareUtf8);
  const room = Math.max(0, Math.floor((mostIdentifiers - sumOfLimits(settings)) / defaultLimit));
  const added = fresh.slice(0, room).map((type) => ({ type, limit: defaultLimit, paths: [], enabled: true }));
  return added.length === 0 ? settings : { ...settings, types: [...settings.types, ...added] };
}
