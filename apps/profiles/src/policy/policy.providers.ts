import type { Provider } from '@nestjs/common';
import { BrowsePolicies } from './browse-policies.usecase.js';
import { ChangePolicy } from './change-policy.usecase.js';
import { DeclareSeenTypes } from './declare-seen-types.usecase.js';
import { IdentityPolicies } from './identity-policies.js';
import { IdentityPolicyChanges } from './identity-policy-changes.js';
import { LoadEvidence } from './load-evidence.js';
import { ClusterVersions } from './persistence/cluster-versions.repository.js';
import { HubsRepository } from './persistence/hubs.repository.js';
import { PolicyRepository } from './persistence/policy.repository.js';
import { PolicyStore } from './policy-store.js';
import { ReviewPolicy } from './review-policy.js';
import { PreviewOperation } from './run/preview.operation.js';
import { RecomputeOperation } from './run/recompute.operation.js';
import { StartPreview } from './start-preview.usecase.js';
import { TieClusters } from './tie-clusters.js';
import { WalkClusters } from './walk-clusters.usecase.js';

export const policyProviders: Provider[] = [
  BrowsePolicies,
  ChangePolicy,
  ClusterVersions,
  DeclareSeenTypes,
  HubsRepository,
  IdentityPolicies,
  IdentityPolicyChanges,
  LoadEvidence,
  PolicyRepository,
  PolicyStore,
  PreviewOperation,
  RecomputeOperation,
  ReviewPolicy,
  StartPreview,
  TieClusters,
  WalkClusters,
];
