/** What an alias may do (identity.md 3.9). */
export const aliasModes = ['ignore', 'link_anonymous', 'merge_users'] as const;
export type AliasMode = (typeof aliasModes)[number];

/** Where the values of a type are found besides `context.externalIds`: keys from the event's root, each in all its spellings. */
export type IdentifierPath = readonly (readonly string[])[];

/** What may hold a profile together. A value, so that a workspace can bring its own. */
export interface IdentityPolicy {
  /** Which version of the workspace's policy this is. */
  version: number;
  /** The version that last changed what links amount to: clusters walked under an older one are walked again. */
  walkVersion: number;
  /** Most identifiers of one type in one profile; `user_id` is always 1. */
  limits: Readonly<Record<string, number>>;
  /** Types that `context.externalIds` may name; others stay in the payload. An identifier of no such type links nobody. */
  externalTypes: ReadonlySet<string>;
  /** Places of the types that are collected by path. */
  paths: ReadonlyMap<string, readonly IdentifierPath[]>;
  /** False: an email counts where `context.externalIds` says so, and nowhere else. */
  collectsEmail: boolean;
  /** A node linked to this many user ids links nobody any more. */
  hubThreshold: number;
  aliasMode: AliasMode;
  /** Most user ids that aliases may join. */
  largestAliasClass: number;
  /** Values that identify nobody, besides the built-in ones; lower case. */
  blockedValues: ReadonlySet<string>;
}

export const defaultLimit = 5;
export const builtInTypes = ['user_id', 'anonymous_id', 'email'] as const;

/**
 * The external identifiers that Segment's SDKs are documented to send. With five each, all limits of a workspace stay
 * below 100: no profile can hold more identifiers than that (identity.md 3.1).
 */
export const predeclaredTypes = [
  'phone',
  'device_id',
  'android.id',
  'android.idfa',
  'android.push_token',
  'ios.id',
  'ios.idfa',
  'ios.push_token',
  'ga_client_id',
  'cross_domain_id',
] as const;

export const defaultIdentityPolicy: IdentityPolicy = {
  version: 1,
  walkVersion: 1,
  limits: { user_id: 1 },
  externalTypes: new Set<string>([...builtInTypes, ...predeclaredTypes]),
  paths: new Map(),
  collectsEmail: true,
  hubThreshold: 25,
  aliasMode: 'link_anonymous',
  largestAliasClass: 5,
  blockedValues: new Set(),
};

export function limitOf(policy: IdentityPolicy, type: string): number {
  return policy.limits[type] ?? defaultLimit;
}
