import type { JsonObject } from './json.js';

/** One record of `rapport.groups.v1`: what a group is like from now on. */
export interface GroupChanged {
  v: 1;
  kind: 'group_changed';
  /** Derived from (group, revision): a replay bears the same. */
  id: string;
  workspaceId: string;
  /**
   * Ours, as in the public id `grp_…`.
   * @format uuid
   */
  groupId: string;
  /** The customer's: what SDKs send as `groupId`, and what `ProfileSnapshot.groups` names. */
  key: string;
  /** The fold: all traits as a reader of the group sees them, not only those that changed. */
  traits: JsonObject;
  /** Along one group a later commit has the larger one. */
  revision: number;
  occurredAt: string;
}
