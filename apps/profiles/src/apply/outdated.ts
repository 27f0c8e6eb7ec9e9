import type { NodeKey } from '../persistence/identity-reader.repository.js';

/** The policy of some workspace is another than the one that was applied: collect again under the one in force. */
export class PolicyChangedError extends Error {}

/** Clusters were walked under a policy that no longer holds: they are walked again first (identity.md 7.4). */
export class StaleClustersError extends Error {
  constructor(readonly clusters: readonly NodeKey[]) {
    super('clusters were walked under an older policy');
  }
}
