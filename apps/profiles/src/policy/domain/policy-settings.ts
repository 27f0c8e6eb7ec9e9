import {
  type AliasMode,
  builtInTypes,
  defaultIdentityPolicy,
  defaultLimit,
  predeclaredTypes,
} from '../../apply/domain/identity-policy.js';

/** One type of identifiers, as a workspace declares it. */
export interface TypeSettings {
  type: string;
  /** Most identifiers of it in one profile, for ever. */
  limit: number;
  /** Where its values are found besides `context.externalIds`, such as `traits.loyaltyNumber`. */
  paths: string[];
  /** False: not collected by path. In `context.externalIds` it counts all the same. */
  enabled: boolean;
}

/** The identity policy of a workspace as it is edited, stored and shown (identity.md 3.1). */
export interface PolicySettings {
  types: TypeSettings[];
  hubThreshold: number;
  aliasMode: AliasMode;
  largestAliasClass: number;
  blockedValues: string[];
}

const predeclaredPaths: Readonly<Record<string, string[]>> = {
  phone: ['traits.phone', 'context.traits.phone'],
};

/** Every workspace's, until somebody changes it: version 1. */
export const defaultSettings: PolicySettings = {
  types: [
    ...builtInTypes.map((type) => ({
      type,
      limit: type === 'user_id' ? 1 : defaultLimit,
      paths: [],
      enabled: true,
    })),
    ...predeclaredTypes.map((type) => ({
      ...{ type, limit: defaultLimit, paths: predeclaredPaths[type] ?? [], enabled: false },
    })),
  ],
  hubThreshold: defaultIdentityPolicy.hubThreshold,
  aliasMode: defaultIdentityPolicy.aliasMode,
  largestAliasClass: defaultIdentityPolicy.largestAliasClass,
  blockedValues: [],
};

/** No profile holds more identifiers than this (security.md T25): the limits of all types together. */
export const mostIdentifiers = 100;

/** What one profile may hold at most; of user ids the largest alias class counts. */
export function sumOfLimits({
  types,
  largestAliasClass,
}: Pick<PolicySettings, 'types' | 'largestAliasClass'>): number {
  return types.reduce((sum, { type, limit }) => sum + (type === 'user_id' ? largestAliasClass : limit), 0);
}

export const defaultVersion = { version: 1, walkVersion: 1, settings: defaultSettings } as const;
