import { bareIdentifier, type Identifier } from '@rapport/kernel';
import type { Evidence } from './absorb.js';
import type { IdentityPolicy } from './identity-policy.js';

/** Under this policy the node links nobody: too many users share it, or it is no identifier any more (identity.md 7.4). */
export function linksNobody(node: Identifier & { userCount: number }, policy: IdentityPolicy): boolean {
  return node.userCount >= policy.hubThreshold || isOutOfPolicy(node, policy);
}

/** It was blocked, or its type was taken out, after it had been collected. */
export function isOutOfPolicy({ type, value }: Identifier, policy: IdentityPolicy): boolean {
  if (!policy.externalTypes.has(type)) return true;
  return policy.blockedValues.size > 0 && policy.blockedValues.has(bareIdentifier(value));
}

/** Clusters that were walked under another policy hold nodes that are hubs under this one, and do not say so yet. */
export function reviewHubs({ nodes, policy }: Evidence): void {
  for (const node of nodes.values()) node.isHub ||= linksNobody(node, policy);
}
