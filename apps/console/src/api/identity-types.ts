export type AliasMode = 'link_anonymous' | 'ignore' | 'merge_users';

export interface IdentifierType {
  type: string;
  /** Most of one person. */
  limit: number;
  /** Where it is found besides `context.externalIds`. */
  paths: string[];
  /** False: not collected by path. */
  enabled: boolean;
}
/** The rules by which people are told apart, as they are edited. */
export interface IdentitySettings {
  types: IdentifierType[];
  hubThreshold: number;
  aliasMode: AliasMode;
  largestAliasClass: number;
  blockedValues: string[];
}
export interface IdentityPolicy extends IdentitySettings {
  version: number;
  changedAt: string;
  changedBy: { kind: string; id: string | null; name: string | null };
}

/** Identifiers `type:value` of people as they are, and of the people whom the same identifiers would be. */
export interface IdentityExample {
  before: string[][];
  after: string[][];
}
export interface IdentityPreview {
  /** People there are. */
  profiles: number;
  /** People there would be. */
  profilesAfter: number;
  /** People who would share a profile with somebody else. */
  merging: number;
  /** People who would be several. */
  splitting: number;
  examples: IdentityExample[];
}
/** What bringing people up to date with new rules came to. */
export interface IdentityRecomputation {
  version: number;
  merged: number;
  split: number;
  /** A later change took the rest on. */
  supersededBy?: number;
}
