/** What an alias may do (identity.md 3.9). */
export type AliasMode = 'ignore' | 'link_anonymous' | 'merge_users';

/** What may hold a profile together. A value, so that a workspace can bring its own. */
export interface IdentityPolicy {
  /** Most identifiers of one type in one profile; `user_id` is always 1. */
  limits: Readonly<Record<string, number>>;
  /** Types that `context.externalIds` may name; others stay in the payload. */
  externalTypes: ReadonlySet<string>;
  /** A node linked to this many user ids links nobody any more. */
  hubThreshold: number;
  aliasMode: AliasMode;
  /** Most user ids that aliases may join. */
  largestAliasClass: number;
  /** Values that identify nobody, besides the built-in ones; lower case. */
  blockedValues: ReadonlySet<string>;
}

const defaultLimit = 5;

/**
 * The external identifiers that Segment's SDKs are documented to send. With five each, all limits of a workspace stay
 * below 100: no profile can hold more identifiers than that (identity.md 3.1).
 */
const predeclaredTypes = [
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
];

export const defaultIdentityPolicy: IdentityPolicy = {
  limits: { user_id: 1 },
  externalTypes: new Set(['user_id', 'anonymous_id', 'email', ...predeclaredTypes]),
  hubThreshold: 25,
  aliasMode: 'link_anonymous',
  largestAliasClass: 5,
  blockedValues: new Set(),
};

export function limitOf(policy: IdentityPolicy, type: string): number {
  return policy.limits[type] ?? defaultLimit;
}
